package dev.quittance.signer.account;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
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
        byte[] sealingKey = readSealingKey(config.sealingKeyFile());
        this.seal = new Seal(sealingKey, random);
        this.curve = curve;
        Arrays.fill(sealingKey, (byte) 0);
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

    private static byte[] readSealingKey(Path file) {
        try {
            return Base64.getDecoder()
                    .decode(SecretFile.text(file, "quittance.signer.sealing-key-file")
                            .strip());
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message quotes characters of the key.
            throw new MalformedException("the sealing key file is not base64");
        }
    }
}
