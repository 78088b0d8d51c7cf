package dev.quittance.attestation;

import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** A nonce that one document may answer, once. */
public final class Challenge {
    /** Bytes of a nonce. */
    public static final int LENGTH = 32;

    private final byte[] nonce;
    private final AtomicBoolean isSpent = new AtomicBoolean();

    private Challenge(byte[] nonce) {
        this.nonce = nonce;
    }

    /** A fresh one. */
    public static Challenge draw(Random random) {
        byte[] nonce = new byte[LENGTH];
        random.nextBytes(nonce);
        return new Challenge(nonce);
    }

    public byte[] nonce() {
        return nonce.clone();
    }

    /** Whether this is the first try to spend it. */
    boolean spend() {
        return isSpent.compareAndSet(false, true);
    }
}
