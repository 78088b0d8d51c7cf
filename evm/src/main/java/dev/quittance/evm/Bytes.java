package dev.quittance.evm;

import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import java.util.Arrays;

/** Bytes of any length: call data, returned data, the data of a log. Immutable. */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Copies an array. */
    public static Bytes of(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /**
     * Reads hexadecimal text.
     *
     * @throws MalformedException when it is not {@code 0x} and an even number of digits
     */
    public static Bytes parse(String hex) {
        byte[] array = Hex.decode(hex);
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** The number of bytes. */
    public int size() {
        return array.length;
    }

    /** The part from an offset to the end. */
    public Bytes from(int offset) {
        return new Bytes(Arrays.copyOfRange(array, offset, array.length));
    }

    /** A copy as an array. */
    public byte[] toByteArray() {
        return array.clone();
    }

    /** Prefixed lower-case hexadecimal text. */
    public String hex() {
        return Hex.encode(array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** The size alone: call data carries signatures, which belong in no log. */
    @Override
    public String toString() {
        return "Bytes[" + array.length + "]";
    }
}
