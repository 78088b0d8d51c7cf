package dev.quittance.signer.account;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.signer.seal.Root;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Arrays;

/** Makes keys and seals them, and opens their seals. */
@ApplicationScoped
public final class KeyVault {
    private static final int FIRST_VERSION = 1;

    private final Root root;
    private final SecureRandom random;
    private final Secp256k1 curve;

    KeyVault(Root root, SecureRandom random, Secp256k1 curve) {
        this.root = root;
        this.random = random;
        this.curve = curve;
    }

    /** Seals by the root, which is there or nothing is sealed. */
    private Seal seal() {
        return new Seal(root.key(), random);
    }

    /** A new account with a key that nobody has seen. */
    SealedAccount create(String name, Account.Kind kind, String principal, int version) {
        try (PrivateKey key = PrivateKey.draw()) {
            Address address = curve.address(key);
            byte[] secret = key.export();
            try {
                SealedKey sealed = seal().close(secret, name, address, FIRST_VERSION);
                var account = new Account(name, address, kind, principal, version, Account.State.ACTIVE);
                return new SealedAccount(account, name, FIRST_VERSION, sealed);
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        }
    }

    /**
     * Opens the account's key; whoever asked closes it.
     *
     * @throws IllegalStateException when the sealed key does not open
     */
    PrivateKey open(SealedAccount sealed) {
        Address address = sealed.account().address();
        byte[] secret = seal().open(sealed.sealedKey(), sealed.sealedAs(), address, sealed.keyVersion());
        try {
            return PrivateKey.of(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
