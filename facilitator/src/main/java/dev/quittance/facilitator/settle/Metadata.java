package dev.quittance.facilitator.settle;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a caller wants kept with a payment: the texts in {@code extensions.quittance.info} of its payload. A challenge id never
 * is: who knows it gets what was paid for.
 */
final class Metadata {
    /** As canonical JSON in UTF-8. */
    static final int BYTES_MAX = 1024;

    private static final String EXTENSION = "quittance";
    private static final String INFO = "info";
    private static final String CHALLENGE = "challenge";

    private Metadata() {}

    /** The texts; empty when there are none. */
    static Optional<JsonObject> of(FacilitatorRequest request) {
        JsonObject info = info(request.paymentPayload().extensions());
        var texts = JsonObject.builder();
        for (String name : info.names()) {
            if (!name.equals(CHALLENGE)) {
                texts.putText(name, text(info, name));
            }
        }
        return Optional.of(texts.build()).filter(all -> !all.isEmpty());
    }

    /** Whether it is more than is kept. */
    static boolean isTooLong(FacilitatorRequest request) {
        return of(request)
                .filter(all -> all.canonical().getBytes(StandardCharsets.UTF_8).length > BYTES_MAX)
                .isPresent();
    }

    private static JsonObject info(JsonObject extensions) {
        try {
            return extensions
                    .optionalObject(EXTENSION)
                    .flatMap(extension -> extension.optionalObject(INFO))
                    .orElse(JsonObject.EMPTY);
        } catch (MalformedException e) {
            return JsonObject.EMPTY;
        }
    }

    private static Optional<String> text(JsonObject info, String name) {
        try {
            return info.optionalText(name);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
