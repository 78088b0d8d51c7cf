package dev.quittance.protocol.x402.v1;

import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;

/** The {@code paymentRequirements} of version 1, in what facilitators are asked. */
public final class Requirements {
    private Requirements() {}

    /**
     * Says in version 2 what they demand. A network without a settled name keeps it, so that nothing knows it; what
     * version 1 tells of the resource is not for facilitators and is passed over.
     *
     * @throws dev.quittance.protocol.MalformedException when a member is missing or of the wrong form
     */
    public static PaymentRequirements read(JsonObject json) {
        String network = json.text("network");
        return new PaymentRequirements(
                json.text("scheme"),
                Networks.caip2(network).orElse(network),
                Uint256.parse(json.text("maxAmountRequired")),
                json.text("asset"),
                json.text("payTo"),
                json.integer("maxTimeoutSeconds"),
                json.optionalObject("extra").orElse(JsonObject.EMPTY));
    }
}
