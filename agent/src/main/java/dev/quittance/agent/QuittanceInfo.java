package dev.quittance.agent;

import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;

/** What a Quittance gateway says beside the protocol, in the extension {@code quittance} of a message. */
final class QuittanceInfo {
    /** Response header with the address that tells the state of a payment. */
    static final String STATUS_HEADER = "Payment-Status";
    /** Request header with the challenge id: it proves that the asker is the payer. */
    static final String CHALLENGE_HEADER = "Payment-Challenge";

    private QuittanceInfo() {}

    static Optional<JsonObject> of(JsonObject extensions) {
        return extensions.optionalObject("quittance").flatMap(extension -> extension.optionalObject("info"));
    }

    static Optional<String> challengeId(JsonObject extensions) {
        return of(extensions).flatMap(info -> info.optionalText("challenge"));
    }
}
