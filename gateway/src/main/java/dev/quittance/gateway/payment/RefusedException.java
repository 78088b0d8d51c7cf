package dev.quittance.gateway.payment;

/** Ends the reading of a payment with an answer. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PaymentAttempt answer;

    private RefusedException(PaymentAttempt answer) {
        super(null, null, false, false);
        this.answer = answer;
    }

    static RefusedException unfit(String error) {
        return new RefusedException(new PaymentAttempt.Unfit(error));
    }

    static RefusedException refused(String code, String detail) {
        return new RefusedException(new PaymentAttempt.Refused(code, detail));
    }

    PaymentAttempt answer() {
        return answer;
    }
}
