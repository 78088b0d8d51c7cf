package dev.quittance.signer.account;

import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals account keys at rest: AES-256-GCM under a key of each account's own, which is derived from the sealing key, with account
 * name, address and key version as associated data, so that a sealed key opens in its own row only. The JDK's cipher leaves
 * copies of its key on the heap; what it gets opens nothing but the one account, and the sealing key itself stays out of it.
 */
final class Seal {
    private static final byte[] PURPOSE = "quittance/account-key/1".getBytes(StandardCharsets.US_ASCII);
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final RootKey sealingKey;
    private final SecureRandom random;

    Seal(RootKey sealingKey, SecureRandom random) {
        this.sealingKey = sealingKey;
        this.random = random;
    }

    SealedKey close(byte[] secret, String name, Address address, int keyVersion) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] ciphertext = run(Cipher.ENCRYPT_MODE, nonce, secret, name, address, keyVersion);
        return new SealedKey(
                ByteBuffer.allocate(SealedKey.LENGTH).put(nonce).put(ciphertext).array());
    }

    /**
     * The key in the open; the caller wipes the array.
     *
     * @throws IllegalStateException when the row was changed or sealed under another key
     */
    byte[] open(SealedKey sealed, String name, Address address, int keyVersion) {
        byte[] bytes = sealed.bytes();
        byte[] nonce = Arrays.copyOf(bytes, NONCE_LENGTH);
        byte[] ciphertext = Arrays.copyOfRange(bytes, NONCE_LENGTH, bytes.length);
        return run(Cipher.DECRYPT_MODE, nonce, ciphertext, name, address, keyVersion);
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, String name, Address address, int keyVersion) {
        byte[] key = accountKey(address, keyVersion);
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
            cipher.updateAAD(address.toByteArray());
            cipher.updateAAD(
                    ByteBuffer.allocate(Integer.BYTES).putInt(keyVersion).array());
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of account " + name + " cannot be sealed or opened", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] accountKey(Address address, int keyVersion) {
        return sealingKey.derive(ByteBuffer.allocate(PURPOSE.length + Address.LENGTH + Integer.BYTES)
                .put(PURPOSE)
                .put(address.toByteArray())
                .putInt(keyVersion)
                .array());
    }
}
