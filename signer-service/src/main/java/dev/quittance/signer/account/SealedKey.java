package dev.quittance.signer.account;

import dev.quittance.protocol.MalformedException;

/** A private key under AES-256-GCM: nonce, ciphertext and tag in one array. Immutable. */
final class SealedKey {
    /** 12 bytes of nonce, 32 of key, 16 of tag. */
    static final int LENGTH = 60;

    private final byte[] bytes;

    /**
     * Copies the array.
     *
     * @throws MalformedException when it has another length
     */
    SealedKey(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new MalformedException("a sealed key has " + LENGTH + " bytes");
        }
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "SealedKey[redacted]";
    }
}
