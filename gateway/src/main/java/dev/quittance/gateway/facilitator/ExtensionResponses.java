package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The header {@code EXTENSION-RESPONSES}: what a facilitator did with extensions of a payment. It is for us, not for the
 * buyer, as in the official server.
 */
final class ExtensionResponses {
    static final String HEADER = "EXTENSION-RESPONSES";

    private static final int CHARS_MAX = 8192;
    private static final int COUNT_MAX = 16;
    /** What may stand in a log. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** What a facilitator may say of an extension. */
    enum Status {
        SUCCESS,
        PROCESSING,
        REJECTED;

        /** As it stands on the wire, and in metrics. */
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private ExtensionResponses() {}

    /** What the header says of each extension; whatever is not of its form says nothing. */
    static Map<String, Status> read(Optional<String> header) {
        var told = new TreeMap<String, Status>();
        try {
            JsonObject responses =
                    header.map(text -> PaymentHeader.decode(text, CHARS_MAX)).orElse(JsonObject.EMPTY);
            responses.names().stream()
                    .filter(name -> NAME.matcher(name).matches())
                    .limit(COUNT_MAX)
                    .forEach(name -> status(responses, name).ifPresent(status -> told.put(name, status)));
        } catch (MalformedException e) {
            return Map.of();
        }
        return told;
    }

    private static Optional<Status> status(JsonObject responses, String name) {
        try {
            String told = responses.object(name).text("status");
            for (Status status : Status.values()) {
                if (status.wire().equals(told)) {
                    return Optional.of(status);
                }
            }
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
