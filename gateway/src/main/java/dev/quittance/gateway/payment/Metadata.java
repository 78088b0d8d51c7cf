package dev.quittance.gateway.payment;

import dev.quittance.gateway.challenge.Echo;
import dev.quittance.gateway.reservation.Particulars;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import java.util.UUID;

/** What a facilitator gets to know of a payment beyond the authorization; never the challenge id. */
final class Metadata {
    private Metadata() {}

    /** The same question with the metadata; the same reservation always gives the same. */
    static FacilitatorRequest in(FacilitatorRequest request, UUID reservationId, Particulars facts) {
        var info = JsonObject.builder()
                .put("reservationId", reservationId.toString())
                .putText("order", facts.order())
                .putText("identifier", facts.identifier())
                .put("requestDigest", facts.requestDigest().toString())
                .build();
        var payment = request.paymentPayload();
        var extensions = payment.extensions().toBuilder()
                .put(Echo.NAME, JsonObject.builder().put("info", info).build())
                .build();
        return new FacilitatorRequest(
                new PaymentPayload(payment.resource(), payment.accepted(), payment.payload(), extensions),
                request.paymentRequirements());
    }
}
