package dev.quittance.facilitator.caller;

import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;

/** {@code Authorization: Bearer token} (RFC 6750) for the tokens of the callers file. */
@Startup(BearerAuthentication.FIRST)
@Singleton
final class BearerAuthentication implements HttpAuthenticationMechanism {
    /** Before anything is at work that a refusal to start would interrupt. */
    static final int FIRST = 1;

    /** What a known caller may do. */
    static final String ROLE = "caller";

    private static final String SCHEME = "bearer ";

    private final Callers callers;

    BearerAuthentication(CallerConfig config) {
        try {
            this.callers = Callers.parse(SecretFile.lines(config.callersFile(), "quittance.callers-file"));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage() + "; correct " + config.callersFile());
        }
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        String header = context.request().getHeader("Authorization");
        if (header == null) {
            return Uni.createFrom().nullItem();
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Uni.createFrom().failure(new AuthenticationFailedException());
        }
        return callers.holderOf(header.substring(SCHEME.length()).strip())
                .map(name -> Uni.createFrom().item(identity(name)))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    private static SecurityIdentity identity(String name) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRole(ROLE)
                .build();
    }
}
