package dev.quittance.protocol.x402;

import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;

/**
 * The answer of {@code POST /settle} and the content of PAYMENT-RESPONSE.
 *
 * @param errorReason an error reason of the protocol; present exactly when {@code success} is false
 * @param transaction hash of the settlement transaction; empty text when there is none
 * @param network CAIP-2 id of the chain
 * @param amount atomic units that moved, as decimal text
 * @param extra scheme-specific members
 */
public record SettleResponse(
        boolean success,
        Optional<String> errorReason,
        Optional<String> errorMessage,
        Optional<String> payer,
        String transaction,
        String network,
        Optional<String> amount,
        JsonObject extensions,
        JsonObject extra) {

    public static SettleResponse settled(String payer, String transaction, String network, String amount) {
        return new SettleResponse(
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(payer),
                transaction,
                network,
                Optional.of(amount),
                JsonObject.EMPTY,
                JsonObject.EMPTY);
    }

    public static SettleResponse refused(
            String reason, Optional<String> message, Optional<String> payer, String transaction, String network) {
        return new SettleResponse(
                false,
                Optional.of(reason),
                message,
                payer,
                transaction,
                network,
                Optional.empty(),
                JsonObject.EMPTY,
                JsonObject.EMPTY);
    }

    /**
     * Reads the wire form.
     *
     * @throws dev.quittance.protocol.MalformedException when a member is missing or of the wrong form
     */
    public static SettleResponse fromJson(JsonObject json) {
        return new SettleResponse(
                json.bool("success"),
                json.optionalText("errorReason"),
                json.optionalText("errorMessage"),
                json.optionalText("payer"),
                json.text("transaction"),
                json.text("network"),
                json.optionalText("amount"),
                json.optionalObject("extensions").orElse(JsonObject.EMPTY),
                json.optionalObject("extra").orElse(JsonObject.EMPTY));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("success", success)
                .putText("errorReason", errorReason)
                .putText("errorMessage", errorMessage)
                .putText("payer", payer)
                .put("transaction", transaction)
                .put("network", network)
                .putText("amount", amount)
                .putUnlessEmpty("extensions", extensions)
                .putUnlessEmpty("extra", extra)
                .build();
    }
}
