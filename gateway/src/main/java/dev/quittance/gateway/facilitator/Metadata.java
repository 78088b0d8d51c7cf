package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import java.util.Optional;
import java.util.UUID;

/**
 * What goes with a settlement into the facilitator's records and events. It is part of what the facilitator compares, so it
 * has to be the same each time a payment is asked about; the challenge id is never in it.
 *
 * @param order the buyer's order, as the route's header named it
 * @param identifier the client's own id of the payment
 */
public record Metadata(UUID reservationId, Optional<String> order, Optional<String> identifier, Bytes32 requestDigest) {
    private static final String EXTENSION = "quittance";

    /** The request with this and no other extension in its payload. */
    public FacilitatorRequest on(FacilitatorRequest request) {
        PaymentPayload payload = request.paymentPayload();
        var info = JsonObject.builder()
                .put("reservationId", reservationId.toString())
                .putText("order", order)
                .putText("identifier", identifier)
                .put("requestDigest", requestDigest.toString())
                .build();
        var extensions = JsonObject.builder()
                .put(EXTENSION, JsonObject.builder().put("info", info).build())
                .build();
        return new FacilitatorRequest(
                new PaymentPayload(payload.resource(), payload.accepted(), payload.payload(), extensions),
                request.paymentRequirements());
    }
}
