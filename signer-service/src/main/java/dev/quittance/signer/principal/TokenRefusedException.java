package dev.quittance.signer.principal;

import io.quarkus.security.AuthenticationFailedException;

/** Ends a request whose token is not accepted. */
final class TokenRefusedException extends AuthenticationFailedException {
    private static final long serialVersionUID = 1L;

    private final TokenRefusal refusal;

    TokenRefusedException(TokenRefusal refusal) {
        super(refusal.code());
        this.refusal = refusal;
    }

    TokenRefusal refusal() {
        return refusal;
    }
}
