package dev.quittance.protocol.x402;

import dev.quittance.protocol.json.JsonObject;

/** The body of {@code POST /verify} and {@code POST /settle}. */
public record FacilitatorRequest(PaymentPayload paymentPayload, PaymentRequirements paymentRequirements) {

    /**
     * Reads the wire form.
     *
     * @throws dev.quittance.protocol.MalformedException when a member is missing or of the wrong form
     */
    public static FacilitatorRequest fromJson(JsonObject json) {
        X402.requireVersion(json);
        return new FacilitatorRequest(
                PaymentPayload.fromJson(json.object("paymentPayload")),
                PaymentRequirements.fromJson(json.object("paymentRequirements")));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("x402Version", X402.VERSION)
                .put("paymentPayload", paymentPayload.toJson())
                .put("paymentRequirements", paymentRequirements.toJson())
                .build();
    }
}
