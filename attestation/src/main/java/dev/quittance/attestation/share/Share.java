package dev.quittance.attestation.share;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One share of a secret: the values of the polynomials at its index. Holds a copy of the array, which {@link #close} wipes.
 */
public final class Share implements AutoCloseable {
    /** Bytes of the wire form: the index and 32 bytes. */
    public static final int LENGTH = 1 + Shamir.SECRET_LENGTH;

    private static final byte[] DIGEST_TAG = "quittance/share/1".getBytes(StandardCharsets.US_ASCII);

    private final int index;
    private final byte[] value;

    /**
     * Copies the array.
     *
     * @param index 1 to 255: where the polynomials were evaluated
     * @throws MalformedException when index or length are no share's
     */
    public Share(int index, byte[] value) {
        if (index < 1 || index > Shamir.SHARES_MAX || value.length != Shamir.SECRET_LENGTH) {
            throw new MalformedException("a share has an index of 1 to 255 and 32 bytes");
        }
        this.index = index;
        this.value = value.clone();
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when it is none
     */
    public static Share parse(byte[] wire) {
        if (wire.length != LENGTH) {
            throw new MalformedException("a share has " + LENGTH + " bytes");
        }
        byte[] value = Arrays.copyOfRange(wire, 1, LENGTH);
        try {
            return new Share(wire[0] & 0xff, value);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    public int index() {
        return index;
    }

    /** The wire form; the caller wipes it. */
    public byte[] toByteArray() {
        return ByteBuffer.allocate(LENGTH).put((byte) index).put(value).array();
    }

    /** What tells a right share from a wrong one and nothing else of it: SHA-256 over a tag, the index and the value. */
    public Bytes32 digest() {
        byte[] wire = toByteArray();
        byte[] tagged = ByteBuffer.allocate(DIGEST_TAG.length + LENGTH)
                .put(DIGEST_TAG)
                .put(wire)
                .array();
        try {
            return Sha256.hash(tagged);
        } finally {
            Arrays.fill(wire, (byte) 0);
            Arrays.fill(tagged, (byte) 0);
        }
    }

    byte[] value() {
        return value;
    }

    @Override
    public void close() {
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public String toString() {
        return "Share[index=" + index + ", value=redacted]";
    }
}
