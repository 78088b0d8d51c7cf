package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.signer.problem.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers with the rule that a token broke, and tells of it. */
final class TokenRefusalMapper {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String SCHEME = "Bearer ";

    private final PrincipalDirectory directory;
    private final Event<TokenDenied> denied;

    TokenRefusalMapper(PrincipalDirectory directory, Event<TokenDenied> denied) {
        this.directory = directory;
        this.denied = denied;
    }

    /** Refused while the body was compared or the token spent. */
    @ServerExceptionMapper
    Response refused(TokenRefusedException e, HttpHeaders headers) {
        TokenRefusal refusal = e.refusal();
        // A replay is found by whoever spends the token, and journaled there.
        if (refusal != TokenRefusal.TOKEN_REPLAYED) {
            tell(refusal.code(), headers);
        }
        return new Problem(UNAUTHORIZED, refusal.code(), refusal.detail()).toResponse("Bearer error=\"invalid_token\"");
    }

    /** Refused by the mechanism, which has to wrap what it throws. */
    @ServerExceptionMapper
    Response refused(AuthenticationFailedException e, HttpHeaders headers) {
        return e.getCause() instanceof TokenRefusedException refused
                ? refused(refused, headers)
                : refused(new TokenRefusedException(TokenRefusal.TOKEN_MALFORMED), headers);
    }

    /** A principal at what its role has no business with; known by its token, and turned away before its body is looked at. */
    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, HttpHeaders headers) {
        tell("forbidden", headers);
        return new Problem(FORBIDDEN, "forbidden", "the principal's role does not allow this operation").toResponse();
    }

    private void tell(String rule, HttpHeaders headers) {
        List<String> header = headers.getRequestHeader(HttpHeaders.AUTHORIZATION);
        List<String> authorizations = header == null ? List.of() : header;
        denied.fire(TokenDenied.of(named(String.join(",", authorizations)), rule, authorizations));
    }

    /** Whose key the token names, whether or not it was signed with that. */
    private String named(String authorization) {
        try {
            String compact =
                    authorization.startsWith(SCHEME) ? authorization.substring(SCHEME.length()) : authorization;
            return directory
                    .byKeyId(ReceivedToken.parse(compact).header().text("kid"))
                    .map(registration -> registration.caller().name())
                    .orElse("");
        } catch (MalformedException e) {
            return "";
        }
    }
}
