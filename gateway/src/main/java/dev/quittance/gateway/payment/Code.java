package dev.quittance.gateway.payment;

import java.util.Locale;

/** Why a paid request gets no answer of the upstream, as a problem's status, code and words. */
public enum Code {
    AUTHORIZATION_BOUND_ELSEWHERE(409, "This authorization pays for another request."),
    IDENTIFIER_BOUND_ELSEWHERE(409, "This payment identifier belongs to another request."),
    ALREADY_DELIVERED(409, "This payment was delivered."),
    DELIVERY_UNKNOWN(409, "The upstream was cut off and must not be asked twice; the payment is under review."),
    REFUND_DUE(409, "The upstream failed after the payment; a refund is due."),
    CONTENT_DIGEST_MISMATCH(400, "The body is not what Content-Digest declares, or broke off."),
    ANSWER_TOO_LARGE(502, "The answer is too large to be withheld until it is paid; nothing was charged."),
    AMOUNT_UNREADABLE(502, "The upstream did not say what the answer costs; nothing was charged."),
    SETTLEMENT_PENDING(503, "The settlement is under way. Send the same payment again, do not pay anew."),
    DELIVERY_PENDING(503, "The answer to this payment is under way. Send the same payment again, do not pay anew."),
    FACILITATOR_UNAVAILABLE(503, "The facilitator gives no answer. Send the same payment again, do not pay anew."),
    ANSWERS_FULL(503, "No room for further answers at the moment; nothing was charged."),
    UPSTREAM_UNAVAILABLE(503, "No server of the upstream can be reached; nothing was charged."),
    STORE_UNAVAILABLE(503, "Payments cannot be taken at the moment. Send the same payment again, do not pay anew.");

    private final int status;
    private final String detail;

    Code(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    public int status() {
        return status;
    }

    public String detail() {
        return detail;
    }

    /** The code as programs read it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
