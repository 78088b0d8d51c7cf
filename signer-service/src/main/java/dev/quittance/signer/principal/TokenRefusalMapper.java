package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.signer.problem.Problem;
import io.quarkus.security.AuthenticationFailedException;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers 401 with the rule that a token broke, and tells of it. */
final class TokenRefusalMapper {
    private static final int UNAUTHORIZED = 401;
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
            tell(refusal, headers);
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

    private void tell(TokenRefusal refusal, HttpHeaders headers) {
        List<String> authorizations = headers.getRequestHeader(HttpHeaders.AUTHORIZATION);
        String text = String.join(",", authorizations == null ? List.of() : authorizations);
        denied.fire(new TokenDenied(named(text), refusal.code(), Sha256.hash(text.getBytes(StandardCharsets.UTF_8))));
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
