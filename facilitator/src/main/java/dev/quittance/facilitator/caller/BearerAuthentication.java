package dev.quittance.facilitator.caller;

import dev.quittance.facilitator.access.AccessConfig;
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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code Authorization: Bearer token} (RFC 6750): a token of the callers file, or a JWT of a client with a key. */
@Startup(BearerAuthentication.FIRST)
@Singleton
final class BearerAuthentication implements HttpAuthenticationMechanism {
    /** Before anything is at work that a refusal to start would interrupt. */
    static final int FIRST = 1;

    /** What a known caller may do. */
    static final String ROLE = "caller";

    private static final String SCHEME = "bearer ";

    /** Whom those without a token are, where they may ask. */
    private static final String ANONYMOUS = "anonymous";

    private final Callers callers;
    private final ClientTokens tokens;
    private final boolean open;

    BearerAuthentication(CallerConfig config, AccessConfig access) {
        this.callers = config.callersFile().map(BearerAuthentication::read).orElseGet(() -> Callers.parse(List.of()));
        var keys = new HashMap<String, ClientKey>();
        access.clients()
                .forEach(client ->
                        client.keyFile().ifPresent(file -> keys.put(client.name(), key(client.name(), file))));
        this.tokens = new ClientTokens(keys, access.tokenLifeMax(), access.clockSkewMax());
        this.open = access.open();
        if (!open && config.callersFile().isEmpty() && keys.isEmpty()) {
            throw new ConfigurationException("set quittance.callers-file, or quittance.access.clients[n].key-file, or"
                    + " quittance.access.open: nobody could ask");
        }
        if (callers.names().contains(ANONYMOUS) || keys.containsKey(ANONYMOUS)) {
            throw new ConfigurationException(
                    "rename the client " + ANONYMOUS + ": so those without a token are called");
        }
    }

    private static Callers read(Path file) {
        try {
            return Callers.parse(SecretFile.lines(file, "quittance.callers-file"));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage() + "; correct " + file);
        }
    }

    private static ClientKey key(String client, Path file) {
        String setting = "quittance.access.clients[n].key-file of " + client;
        try {
            return ClientKey.parse(SecretFile.text(file, setting));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("correct " + setting + ": " + e.getMessage());
        }
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        String header = context.request().getHeader("Authorization");
        if (header == null) {
            return open
                    ? Uni.createFrom().item(identity(ANONYMOUS))
                    : Uni.createFrom().nullItem();
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Uni.createFrom().failure(new AuthenticationFailedException());
        }
        String token = header.substring(SCHEME.length()).strip();
        Optional<String> holder = ClientTokens.isOne(token) ? tokens.holderOf(token) : callers.holderOf(token);
        return holder.map(name -> Uni.createFrom().item(identity(name)))
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
