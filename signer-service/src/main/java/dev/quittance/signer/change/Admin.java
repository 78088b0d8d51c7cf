package dev.quittance.signer.change;

import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.TokenId;
import io.quarkus.security.identity.SecurityIdentity;

/**
 * The admin who acts, by the key that signed the request.
 *
 * @param keyId of the key
 */
record Admin(String name, String keyId) {
    static Admin of(SecurityIdentity identity) {
        return new Admin(Caller.of(identity).name(), TokenId.of(identity).keyId());
    }
}
