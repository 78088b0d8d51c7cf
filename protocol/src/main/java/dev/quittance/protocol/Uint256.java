package dev.quittance.protocol;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** Unsigned 256-bit numbers in their one decimal spelling: no sign, no leading zero, ASCII digits only. */
public final class Uint256 {
    public static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,77}");

    private Uint256() {}

    /**
     * Reads the one accepted spelling.
     *
     * @throws MalformedException when the text is spelled otherwise or exceeds 2^256-1
     */
    public static BigInteger parse(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new MalformedException("not an unsigned decimal number");
        }
        return requireInRange(new BigInteger(text));
    }

    /**
     * Returns the number when it fits.
     *
     * @throws MalformedException when the number is negative or exceeds 2^256-1
     */
    public static BigInteger requireInRange(BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > 256) {
            throw new MalformedException("number outside 0..2^256-1");
        }
        return number;
    }
}
