package dev.quittance.signer.principal;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the bearer of a good request token a security identity with its one role. */
@Singleton
public final class RequestTokenMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";
    private static final int UNAUTHORIZED = 401;

    private final RequestAuthentication authentication;

    RequestTokenMechanism(RequestAuthentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager ignored) {
        List<String> headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.isEmpty()) {
            return Uni.createFrom().optional(Optional.empty());
        }
        return Uni.createFrom()
                .item(() -> identity(context, headers))
                .onFailure(TokenRefusedException.class)
                .transform(AuthenticationFailedException::new);
    }

    private SecurityIdentity identity(RoutingContext context, List<String> headers) {
        if (headers.size() != 1 || !headers.getFirst().startsWith(SCHEME)) {
            throw new TokenRefusedException(TokenRefusal.TOKEN_MALFORMED);
        }
        var request = context.request();
        String path = request.path();
        if (path == null) {
            // A request target that is no URI is nobody's endpoint.
            throw new TokenRefusedException(TokenRefusal.TOKEN_URI);
        }
        AuthenticatedToken token = authentication.authenticate(
                headers.getFirst().substring(SCHEME.length()), request.method().name(), path);
        Caller caller = token.caller();
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.name()))
                .addRole(caller.role().text())
                .addAttribute(Caller.ATTRIBUTE, caller)
                .addAttribute(AuthenticatedToken.ATTRIBUTE, token)
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(UNAUTHORIZED, "WWW-Authenticate", "Bearer"));
    }

    /** None: the token is judged here, not by an identity provider. */
    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
