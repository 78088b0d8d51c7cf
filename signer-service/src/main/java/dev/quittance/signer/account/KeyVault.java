package dev.quittance.signer.account;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.ceremony.AccountContext;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.signer.seal.Root;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

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

    /** The account's key in a box for whoever takes it out. */
    Box export(SealedAccount sealed, BoxRecipient recipient) {
        Account account = sealed.account();
        byte[] secret = seal().open(sealed.sealedKey(), sealed.sealedAs(), account.address(), sealed.keyVersion());
        try {
            return Box.close(
                    secret, Box.Purpose.EXPORT, AccountContext.of(account.name(), account.address()), recipient);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** An account with the key in a box; empty when the box does not open here, or holds no key of this address. */
    Optional<SealedAccount> admit(Box box, String name, Address address, Account.Kind kind, String principal) {
        Optional<byte[]> opened = box.open(Box.Purpose.IMPORT, AccountContext.of(name, address), root.importKey());
        byte[] secret = opened.orElse(new byte[0]);
        try {
            return isKeyOf(secret, address)
                    ? Optional.of(new SealedAccount(
                            new Account(name, address, kind, principal, 1, Account.State.ACTIVE),
                            name,
                            FIRST_VERSION,
                            seal().close(secret, name, address, FIRST_VERSION)))
                    : Optional.empty();
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private boolean isKeyOf(byte[] secret, Address address) {
        try (PrivateKey key = PrivateKey.of(secret)) {
            return curve.address(key).equals(address);
        } catch (MalformedException e) {
            return false;
        }
    }
}
