package dev.quittance.signer.principal;

import dev.quittance.signer.problem.Problem;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers 401 with the rule that a token broke. */
final class TokenRefusalMapper {
    private static final int UNAUTHORIZED = 401;

    @ServerExceptionMapper
    Response refused(TokenRefusedException e) {
        return new Problem(UNAUTHORIZED, e.refusal().code(), e.refusal().detail()).toResponse("Bearer error=\"invalid_token\"");
    }
}
