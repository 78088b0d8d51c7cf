package dev.quittance.signer.account;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals account keys at rest: AES-256-GCM under one sealing key, with account name, address and key version as associated
 * data, so that a sealed key opens in its own row only.
 */
final class Seal {
    /** Bytes of the sealing key. */
    static final int KEY_LENGTH = 32;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random;

    /**
     * Takes a copy of the sealing key.
     *
     * @throws MalformedException when it has not 32 bytes
     */
    Seal(byte[] sealingKey, SecureRandom random) {
        if (sealingKey.length != KEY_LENGTH) {
            throw new MalformedException("the sealing key has not " + KEY_LENGTH + " bytes");
        }
        this.key = new SecretKeySpec(sealingKey, "AES");
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
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
            cipher.updateAAD(address.toByteArray());
            cipher.updateAAD(
                    ByteBuffer.allocate(Integer.BYTES).putInt(keyVersion).array());
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of account " + name + " cannot be sealed or opened", e);
        }
    }
}
