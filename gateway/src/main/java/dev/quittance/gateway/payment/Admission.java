package dev.quittance.gateway.payment;

import dev.quittance.gateway.reservation.Lease;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;

/** What becomes of a paid request after the reservation and the facilitator had their say. */
public sealed interface Admission {

    /** It is paid and this process holds its lease: ask the upstream. */
    record Execute(Lease lease, SettleResponse settlement) implements Admission {}

    /** It is not paid; the payer gets a new challenge, and the facilitator's answer if there was one. */
    record Unpaid(String error, Optional<SettleResponse> settlement) implements Admission {}

    /** It is paid for something else, or for something that is over. */
    record Conflict(Code code) implements Admission {}

    /** The outcome is open: asking again with the same payment is right, paying again is wrong. */
    record Pending(Code code, Optional<SettleResponse> settlement) implements Admission {}

    /** The codes of the problems above, and what they say. */
    enum Code {
        AUTHORIZATION_BOUND_ELSEWHERE("This authorization pays for another request."),
        ALREADY_DELIVERED("This payment was delivered; its answer is not kept."),
        DELIVERY_UNKNOWN("The upstream was cut off and must not be asked twice; the payment is under review."),
        REFUND_DUE("The upstream failed after the payment; a refund is due."),
        SETTLEMENT_PENDING("The settlement is under way. Send the same payment again, do not pay anew."),
        DELIVERY_PENDING("The answer to this payment is under way. Send the same payment again, do not pay anew."),
        FACILITATOR_UNAVAILABLE("The facilitator gives no answer. Send the same payment again, do not pay anew."),
        STORE_UNAVAILABLE("Payments cannot be taken at the moment. Send the same payment again, do not pay anew.");

        private final String detail;

        Code(String detail) {
            this.detail = detail;
        }

        public String detail() {
            return detail;
        }
    }
}
