package dev.quittance.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of requests, tokens and canonical JSON (FIPS 180-4). */
public final class Sha256 {
    private Sha256() {}

    public static Bytes32 hash(byte[] bytes) {
        try {
            return new Bytes32(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
