package dev.quittance.signer.account;

import dev.quittance.protocol.MalformedException;

/** A private key under AES-256-GCM: nonce, ciphertext and tag in one array. */
record SealedKey(byte[] bytes) {
    /** 12 bytes of nonce, 32 of key, 16 of tag. */
    static final int LENGTH = 60;

    SealedKey {
        if (bytes.length != LENGTH) {
            throw new MalformedException("a sealed key has " + LENGTH + " bytes");
        }
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "SealedKey[redacted]";
    }
}
