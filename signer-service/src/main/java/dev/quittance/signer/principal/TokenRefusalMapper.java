package dev.quittance.signer.principal;

import dev.quittance.signer.problem.Problem;
import io.quarkus.security.AuthenticationFailedException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers 401 with the rule that a token broke. */
final class TokenRefusalMapper {
    private static final int UNAUTHORIZED = 401;

    /** Refused while the body was compared or the token spent. */
    @ServerExceptionMapper
    Response refused(TokenRefusedException e) {
        TokenRefusal refusal = e.refusal();
        return new Problem(UNAUTHORIZED, refusal.code(), refusal.detail()).toResponse("Bearer error=\"invalid_token\"");
    }

    /** Refused by the mechanism, which has to wrap what it throws. */
    @ServerExceptionMapper
    Response refused(AuthenticationFailedException e) {
        return e.getCause() instanceof TokenRefusedException refused
                ? refused(refused)
                : refused(new TokenRefusedException(TokenRefusal.TOKEN_MALFORMED));
    }
}
