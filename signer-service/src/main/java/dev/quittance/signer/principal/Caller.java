package dev.quittance.signer.principal;

import io.quarkus.security.identity.SecurityIdentity;

/** The principal that proved itself with this request's token. */
public record Caller(String name, Role role) {
    static final String ATTRIBUTE = "quittance.caller";

    /**
     * The caller of the current request.
     *
     * @throws IllegalStateException when the request was not authenticated by a request token
     */
    public static Caller of(SecurityIdentity identity) {
        if (identity.getAttribute(ATTRIBUTE) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request has no caller");
    }
}
