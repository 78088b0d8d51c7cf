package dev.quittance.attestation.share;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shamir's secret sharing over GF(2^8) with the polynomial of AES (A. Shamir, "How to share a secret", 1979), byte by byte. Written
 * here because the maintained libraries multiply by tables or branch on secret bits. A wrong share gives a wrong secret, which
 * nothing here notices: callers compare with what they know of the secret.
 */
public final class Shamir {
    /** Bytes of a secret. */
    public static final int SECRET_LENGTH = 32;
    /** There are no more points but zero. */
    public static final int SHARES_MAX = 255;

    private Shamir() {}

    /**
     * Shares a secret.
     *
     * @param threshold so many are enough, fewer tell nothing; 1 to {@code count}
     * @param count 1 to 255
     * @return shares of the indices 1 to {@code count}; the caller closes them
     */
    public static List<Share> split(byte[] secret, int threshold, int count, SecureRandom random) {
        if (secret.length != SECRET_LENGTH || threshold < 1 || threshold > count || count > SHARES_MAX) {
            throw new IllegalArgumentException("a secret has 32 bytes, and 1 <= threshold <= count <= 255");
        }
        byte[] coefficients = new byte[threshold - 1];
        var values = new byte[count][SECRET_LENGTH];
        try {
            for (int at = 0; at < SECRET_LENGTH; at++) {
                random.nextBytes(coefficients);
                for (int index = 1; index <= count; index++) {
                    values[index - 1][at] = evaluate(secret[at], coefficients, index);
                }
            }
            var shares = new ArrayList<Share>();
            for (int index = 1; index <= count; index++) {
                shares.add(new Share(index, values[index - 1]));
            }
            return List.copyOf(shares);
        } finally {
            Arrays.fill(coefficients, (byte) 0);
            for (byte[] value : values) {
                Arrays.fill(value, (byte) 0);
            }
        }
    }

    /**
     * The secret that these shares are of; the caller wipes it.
     *
     * @throws IllegalArgumentException when there is none, or two have one index
     */
    public static byte[] combine(List<Share> shares) {
        if (shares.isEmpty()
                || shares.stream().mapToInt(Share::index).distinct().count() != shares.size()) {
            throw new IllegalArgumentException("shares of different indices are needed");
        }
        byte[] secret = new byte[SECRET_LENGTH];
        for (Share share : shares) {
            int weight = weightAtZero(share, shares);
            for (int at = 0; at < SECRET_LENGTH; at++) {
                secret[at] ^= (byte) multiply(weight, share.value()[at] & 0xff);
            }
        }
        return secret;
    }

    /** Horner's rule; the constant term is the secret's byte. */
    private static byte evaluate(byte secret, byte[] coefficients, int point) {
        int sum = 0;
        for (int degree = coefficients.length; degree >= 1; degree--) {
            sum = multiply(sum ^ (coefficients[degree - 1] & 0xff), point);
        }
        return (byte) (sum ^ secret);
    }

    /** Lagrange's basis polynomial of a share at zero. Subtraction is addition is exclusive or. */
    private static int weightAtZero(Share share, List<Share> shares) {
        int weight = 1;
        for (Share other : shares) {
            if (other.index() != share.index()) {
                weight = multiply(weight, multiply(other.index(), inverse(other.index() ^ share.index())));
            }
        }
        return weight;
    }

    /** The product in GF(2^8) modulo x^8+x^4+x^3+x+1; takes the same time for all operands. */
    static int multiply(int a, int b) {
        int product = 0;
        int shifted = a;
        for (int bit = 0; bit < Byte.SIZE; bit++) {
            product ^= shifted & -((b >>> bit) & 1);
            shifted = ((shifted << 1) ^ (0x11b & -((shifted >>> 7) & 1))) & 0xff;
        }
        return product;
    }

    /** The inverse by Fermat: the 254th power; of zero, zero. */
    static int inverse(int a) {
        int power = a;
        for (int step = 0; step < Byte.SIZE - 2; step++) {
            power = multiply(multiply(power, power), a);
        }
        return multiply(power, power);
    }
}
