package dev.quittance.gateway.payment;

import dev.quittance.gateway.challenge.IdentifierExtension;
import dev.quittance.gateway.route.IdentifierRule;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/** The client's own id of a payment: extension {@code payment-identifier}, read where the route asks for it. */
final class PaymentIdentifier {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    private PaymentIdentifier() {}

    /**
     * The id among a payment's extensions; nothing where the route does not ask.
     *
     * @throws RefusedException when it is missing though required, or of another form
     */
    static Optional<String> read(Route route, JsonObject extensions) {
        if (route.identifier().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> id;
        try {
            id = extensions
                    .optionalObject(IdentifierExtension.NAME)
                    .flatMap(extension -> extension.optionalObject("info"))
                    .flatMap(info -> info.optionalText("id"));
        } catch (MalformedException e) {
            throw malformed();
        }
        if (id.isEmpty() && route.identifier().get() == IdentifierRule.REQUIRED) {
            throw RefusedException.refused(
                    "payment_identifier_missing",
                    "This route wants an id in the extension " + IdentifierExtension.NAME + ".");
        }
        if (id.isPresent() && !FORM.matcher(id.get()).matches()) {
            throw malformed();
        }
        return id;
    }

    private static RefusedException malformed() {
        return RefusedException.refused(
                "payment_identifier_malformed", "An id has 16 to 128 letters, digits, underscores or hyphens.");
    }
}
