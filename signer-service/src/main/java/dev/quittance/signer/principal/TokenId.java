package dev.quittance.signer.principal;

import io.quarkus.security.identity.SecurityIdentity;
import java.time.Instant;

/**
 * What of a request token is spent: good once, for all replicas.
 *
 * @param keyId of the key that signed it
 * @param id its {@code jti}
 * @param expiresAt after which no replica accepts it anyway
 */
public record TokenId(String keyId, String id, Instant expiresAt) {

    /**
     * The id of the current request's token.
     *
     * @throws IllegalStateException when the request was not authenticated by a request token
     */
    public static TokenId of(SecurityIdentity identity) {
        if (identity.getAttribute(AuthenticatedToken.ATTRIBUTE) instanceof AuthenticatedToken token) {
            return token.id();
        }
        throw new IllegalStateException("the request has no token");
    }

    /** Ends a request whose token turned out to be used, when that is not found before its resource is reached. */
    public static RuntimeException replayed() {
        return new TokenRefusedException(TokenRefusal.TOKEN_REPLAYED);
    }
}
