package dev.quittance.signer.principal;

import dev.quittance.protocol.token.RequestToken;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** The last gate before a resource, for every one that is not open to everybody: the token is for this body, and for this one time. */
@Provider
@ApplicationScoped
public final class RequestBinding implements ContainerRequestFilter {
    private static final int TOO_LARGE = 413;

    private final SecurityIdentity identity;
    private final TokenIdStore tokenIds;
    private final ResourceInfo resource;
    private final int bodyMax;
    private final Event<TokenDenied> denied;

    RequestBinding(
            SecurityIdentity identity,
            @Context ResourceInfo resource,
            TokenIdStore tokenIds,
            PrincipalConfig config,
            Event<TokenDenied> denied) {
        this.identity = identity;
        this.resource = resource;
        this.tokenIds = tokenIds;
        this.bodyMax = config.bodyMax();
        this.denied = denied;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        if (resource.getResourceClass().isAnnotationPresent(OpenToStrangers.class)) {
            request.setEntityStream(new ByteArrayInputStream(body(request)));
            return;
        }
        if (!(identity.getAttribute(AuthenticatedToken.ATTRIBUTE) instanceof AuthenticatedToken token)) {
            // Only reached by a resource that forgot to demand a role: still nobody gets in without a token.
            throw new UnauthorizedException();
        }
        byte[] body = body(request);
        if (!isFor(token, body)) {
            throw new TokenRefusedException(TokenRefusal.TOKEN_BODY);
        }
        // Last, and in a transaction of its own: an unreachable database ends the request here, and a token that was
        // judged good is spent whatever becomes of the request.
        if (!resource.getResourceClass().isAnnotationPresent(TokenSpentInside.class) && !tokenIds.spend(token.id())) {
            denied.fire(
                    TokenDenied.of(token.caller().name(), TokenRefusal.TOKEN_REPLAYED.code(), authorization(request)));
            throw new TokenRefusedException(TokenRefusal.TOKEN_REPLAYED);
        }
        request.setEntityStream(new ByteArrayInputStream(body));
    }

    private byte[] body(ContainerRequestContext request) throws IOException {
        byte[] body = request.getEntityStream().readNBytes(bodyMax + 1);
        if (body.length > bodyMax) {
            throw new ProblemException(
                    new Problem(TOO_LARGE, "body_too_large", "the body has more than " + bodyMax + " bytes"));
        }
        return body;
    }

    private static List<String> authorization(ContainerRequestContext request) {
        return request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of());
    }

    private static boolean isFor(AuthenticatedToken token, byte[] body) {
        return MessageDigest.isEqual(
                token.claims().requestHash().getBytes(StandardCharsets.US_ASCII),
                RequestToken.requestHash(body).getBytes(StandardCharsets.US_ASCII));
    }
}
