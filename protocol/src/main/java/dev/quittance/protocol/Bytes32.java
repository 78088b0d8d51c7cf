package dev.quittance.protocol;

import java.math.BigInteger;
import java.util.Arrays;

/** A 32-byte word: a hash, an authorization nonce, or an ABI word. Immutable. */
public final class Bytes32 {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    /**
     * Wraps a copy of the bytes.
     *
     * @throws MalformedException when the array is not 32 bytes long
     */
    public Bytes32(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new MalformedException("expected 32 bytes, found " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /**
     * Reads its text form.
     *
     * @throws MalformedException when the text is not {@code 0x} and 64 digits
     */
    public static Bytes32 parse(String text) {
        return new Bytes32(Hex.decode(text, LENGTH));
    }

    /** The big-endian ABI word of an unsigned number. */
    public static Bytes32 of(BigInteger number) {
        Uint256.requireInRange(number);
        byte[] word = new byte[LENGTH];
        byte[] magnitude = number.toByteArray();
        int length = Math.min(magnitude.length, LENGTH);
        System.arraycopy(magnitude, magnitude.length - length, word, LENGTH - length, length);
        return new Bytes32(word);
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    /** The word read as an unsigned number. */
    public BigInteger toUnsigned() {
        return new BigInteger(1, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes32 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Prefixed lower-case hexadecimal text. */
    @Override
    public String toString() {
        return Hex.encode(bytes);
    }
}
