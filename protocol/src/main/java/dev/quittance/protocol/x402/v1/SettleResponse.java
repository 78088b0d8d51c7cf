package dev.quittance.protocol.x402.v1;

import dev.quittance.protocol.json.JsonObject;

/** The content of {@code X-PAYMENT-RESPONSE}. */
public final class SettleResponse {
    private SettleResponse() {}

    /** Says in version 1 what a settlement answer says; a chain without a name keeps its CAIP-2 id. */
    public static JsonObject of(dev.quittance.protocol.x402.SettleResponse response) {
        return JsonObject.builder()
                .put("success", response.success())
                .putText("errorReason", response.errorReason())
                .put("transaction", response.transaction())
                .put("network", Networks.name(response.network()).orElse(response.network()))
                .putText("payer", response.payer())
                .build();
    }
}
