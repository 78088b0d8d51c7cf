package dev.quittance.signer.account;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** Makes keys and seals them, and opens their seals. */
@Startup
@ApplicationScoped
public final class KeyVault {
    private static final int FIRST_VERSION = 1;

    private final Seal seal;
    private final Secp256k1 curve;

    KeyVault(AccountConfig config, SecureRandom random, Secp256k1 curve) {
        this.seal = new Seal(readSealingKey(config.sealingKeyFile()), random);
        this.curve = curve;
    }

    /** A new account with a key that nobody has seen. */
    SealedAccount create(String name, Account.Kind kind, String principal, int version) {
        try (PrivateKey key = PrivateKey.draw()) {
            Address address = curve.address(key);
            byte[] secret = key.export();
            try {
                SealedKey sealed = seal.close(secret, name, address, FIRST_VERSION);
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
        byte[] secret = seal.open(sealed.sealedKey(), sealed.sealedAs(), address, sealed.keyVersion());
        try {
            return PrivateKey.of(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Through arrays that are wiped, never through a text, which cannot be. */
    private static RootKey readSealingKey(Path file) {
        byte[] base64 = SecretFile.bytes(file, "quittance.signer.sealing-key-file");
        byte[] key = {};
        try {
            key = Base64.getDecoder().decode(stripped(base64)).array();
            if (key.length != RootKey.LENGTH) {
                throw new MalformedException("the sealing key has not " + RootKey.LENGTH + " bytes");
            }
            return RootKey.of(key);
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message quotes characters of the key.
            throw new MalformedException("the sealing key file is not base64");
        } finally {
            Arrays.fill(base64, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    private static ByteBuffer stripped(byte[] text) {
        int start = 0;
        int end = text.length;
        while (start < end && Character.isWhitespace(text[start])) {
            start++;
        }
        while (start < end && Character.isWhitespace(text[end - 1])) {
            end--;
        }
        return ByteBuffer.wrap(text, start, end - start);
    }
}
