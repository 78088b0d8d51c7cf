package dev.quittance.evm.secp256k1;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A recoverable signature in its one accepted form: r in 1..n-1, s in 1..n/2 (EIP-2), yParity 0 or 1. What USDC's
 * {@code ECRecover} refuses cannot be built.
 */
public record Signature(Bytes32 r, Bytes32 s, int yParity) {
    /** Bytes of the wire form. */
    public static final int LENGTH = 65;

    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    private static final int V_OFFSET = 27;

    /**
     * Checks the ranges.
     *
     * @throws MalformedException when r or s is zero or too large, s is the high one, or yParity is neither 0 nor 1
     */
    public Signature {
        requireInGroup(r, "r");
        requireInGroup(s, "s");
        if (s.toUnsigned().compareTo(HALF_ORDER) > 0) {
            throw new MalformedException("the signature's s is the high one");
        }
        if (yParity != 0 && yParity != 1) {
            throw new MalformedException("the signature's v is not 27 or 28");
        }
    }

    /**
     * Reads r‖s‖v with v 27 or 28, or 0 or 1 as some signers write it. The 64-byte compact form (EIP-2098) is refused, as
     * contracts refuse it.
     *
     * @throws MalformedException naming the first fault
     */
    public static Signature parse(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new MalformedException("a signature has 65 bytes, found " + bytes.length);
        }
        int v = Byte.toUnsignedInt(bytes[LENGTH - 1]);
        return new Signature(
                new Bytes32(Arrays.copyOfRange(bytes, 0, Bytes32.LENGTH)),
                new Bytes32(Arrays.copyOfRange(bytes, Bytes32.LENGTH, 2 * Bytes32.LENGTH)),
                v >= V_OFFSET ? v - V_OFFSET : v);
    }

    /** The wire form r‖s‖v, v being 27 or 28. */
    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        System.arraycopy(r.toByteArray(), 0, bytes, 0, Bytes32.LENGTH);
        System.arraycopy(s.toByteArray(), 0, bytes, Bytes32.LENGTH, Bytes32.LENGTH);
        bytes[LENGTH - 1] = (byte) v();
        return bytes;
    }

    /** The recovery value as contracts take it: 27 or 28. */
    public int v() {
        return V_OFFSET + yParity;
    }

    private static void requireInGroup(Bytes32 word, String name) {
        BigInteger number = word.toUnsigned();
        if (number.signum() == 0 || number.compareTo(ORDER) >= 0) {
            throw new MalformedException("the signature's " + name + " is outside 1..n-1");
        }
    }

    @Override
    public String toString() {
        return "Signature[redacted]";
    }
}
