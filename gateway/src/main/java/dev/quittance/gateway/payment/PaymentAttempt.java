package dev.quittance.gateway.payment;

import dev.quittance.gateway.reservation.Claim;
import dev.quittance.protocol.x402.FacilitatorRequest;

/** What a paid request shows, after everything that can be told from it alone. */
public sealed interface PaymentAttempt {

    /**
     * It fits a quote of this gateway for this request.
     *
     * @param settle what the facilitator will be asked
     * @param quoteHolds false when the quote's time is over: then it may continue a payment, not start one
     * @param key what the asker knows beyond the authorization
     */
    record Fits(Claim claim, FacilitatorRequest settle, boolean quoteHolds, Key key) implements PaymentAttempt {}

    /** It does not; the payer gets a new challenge and this error. */
    record Unfit(String error) implements PaymentAttempt {}

    /** Something beside the payment is wrong with the request; paying again would not mend it. */
    record Refused(String code, String detail) implements PaymentAttempt {}
}
