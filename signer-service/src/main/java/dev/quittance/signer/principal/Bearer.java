package dev.quittance.signer.principal;

import io.quarkus.security.identity.SecurityIdentity;

/** Who asks, by which token. */
public record Bearer(Caller caller, TokenId token) {
    /**
     * The one of the current request.
     *
     * @throws IllegalStateException when the request was not authenticated by a request token
     */
    public static Bearer of(SecurityIdentity identity) {
        return new Bearer(Caller.of(identity), TokenId.of(identity));
    }
}
