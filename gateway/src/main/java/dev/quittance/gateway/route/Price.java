package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Prices as people write them. */
final class Price {
    private static final Pattern DOLLARS = Pattern.compile("\\$(0|[1-9][0-9]{0,11})(\\.[0-9]{1,18})?");

    private Price() {}

    /**
     * Turns {@code $0.001} into atomic units of a dollar token.
     *
     * @throws MalformedException when the form is another, the price is zero, or the token cannot express it exactly
     */
    static BigInteger dollars(String text, int decimals) {
        if (!DOLLARS.matcher(text).matches()) {
            throw new MalformedException("a price is written like $0.001");
        }
        var units = new BigDecimal(text.substring(1)).movePointRight(decimals);
        if (units.stripTrailingZeros().scale() > 0) {
            throw new MalformedException("the price is finer than the asset's " + decimals + " decimals");
        }
        return requirePositive(units.toBigIntegerExact());
    }

    /**
     * Reads atomic units.
     *
     * @throws MalformedException when the text is not a positive number in decimal
     */
    static BigInteger atomic(String text) {
        return requirePositive(Uint256.parse(text));
    }

    private static BigInteger requirePositive(BigInteger units) {
        if (units.signum() == 0) {
            throw new MalformedException("a price is above zero; a free path needs no route");
        }
        return units;
    }
}
