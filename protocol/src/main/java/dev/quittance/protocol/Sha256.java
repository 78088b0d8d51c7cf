package dev.quittance.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of requests, tokens and canonical JSON (FIPS 180-4). */
public final class Sha256 {
    /** Only ever cloned: looking the algorithm up takes longer than hashing a request. */
    private static final MessageDigest FRESH = fresh();

    private Sha256() {}

    public static Bytes32 hash(byte[] bytes) {
        try {
            return new Bytes32(((MessageDigest) FRESH.clone()).digest(bytes));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
