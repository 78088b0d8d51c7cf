package dev.quittance.schemes.payment;

import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;

/**
 * A payment and what it is to pay for.
 *
 * @param requirements the server's own; the payload's echo of them is compared, never believed
 * @param purpose what the server wants of it now
 */
public record Demand(PaymentPayload payload, PaymentRequirements requirements, Purpose purpose) {
    /** What becomes of a payment that holds. */
    public enum Purpose {
        /** Nothing yet: the requirements name what may be taken at most. */
        VERIFY,
        /** It is settled: the requirements name what is taken. */
        SETTLE
    }

    public static Demand of(FacilitatorRequest request, Purpose purpose) {
        return new Demand(request.paymentPayload(), request.paymentRequirements(), purpose);
    }

    /** For the same payment, other requirements. */
    public Demand with(PaymentRequirements others) {
        return new Demand(payload, others, purpose);
    }
}
