package dev.quittance.signer.principal;

/** Ends a request whose token is not accepted. */
final class TokenRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TokenRefusal refusal;

    TokenRefusedException(TokenRefusal refusal) {
        // No stack trace: this is an answer, not a fault.
        super(refusal.code(), null, false, false);
        this.refusal = refusal;
    }

    TokenRefusal refusal() {
        return refusal;
    }
}
