package dev.quittance.protocol.x402;

import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;

/**
 * The answer of {@code POST /verify}.
 *
 * @param invalidReason an error reason of the protocol; present exactly when the payment is not valid
 * @param payer the payer's address, as far as it could be read
 * @param extra scheme-specific members
 */
public record VerifyResponse(
        boolean isValid,
        Optional<String> invalidReason,
        Optional<String> invalidMessage,
        Optional<String> payer,
        JsonObject extra) {

    public static VerifyResponse valid(String payer) {
        return new VerifyResponse(true, Optional.empty(), Optional.empty(), Optional.of(payer), JsonObject.EMPTY);
    }

    public static VerifyResponse invalid(String reason, Optional<String> message, Optional<String> payer) {
        return new VerifyResponse(false, Optional.of(reason), message, payer, JsonObject.EMPTY);
    }

    /**
     * Reads the wire form.
     *
     * @throws dev.quittance.protocol.MalformedException when a member is missing or of the wrong form
     */
    public static VerifyResponse fromJson(JsonObject json) {
        return new VerifyResponse(
                json.bool("isValid"),
                json.optionalText("invalidReason"),
                json.optionalText("invalidMessage"),
                json.optionalText("payer"),
                json.optionalObject("extra").orElse(JsonObject.EMPTY));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("isValid", isValid)
                .putText("invalidReason", invalidReason)
                .putText("invalidMessage", invalidMessage)
                .putText("payer", payer)
                .putUnlessEmpty("extra", extra)
                .build();
    }
}
