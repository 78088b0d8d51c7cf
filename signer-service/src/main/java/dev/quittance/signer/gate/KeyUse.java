package dev.quittance.signer.gate;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.account.KeyRing;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Uses keys. Signatures are deterministic (RFC 6979): the same digest is signed alike however often it is. */
@Singleton
final class KeyUse {
    private final KeyRing keys;
    private final Secp256k1 curve;

    KeyUse(KeyRing keys, Secp256k1 curve) {
        this.keys = keys;
        this.curve = curve;
    }

    /**
     * Signs.
     *
     * @throws IllegalStateException when the account is not held, or its sealed key did not open
     */
    Signature sign(Address account, Bytes32 digest) {
        return keys.use(account, key -> curve.sign(digest, key));
    }

    /** Signs, unless the account's key cannot be used. */
    Optional<Signature> trySign(Address account, Bytes32 digest) {
        try {
            return Optional.of(sign(account, digest));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }
}
