package dev.quittance.agent;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** The most that one purchase may cost. */
public sealed interface PriceLimit {

    /** A limit in atomic units of whatever asset is asked for. */
    record AtomicUnits(BigInteger amount) implements PriceLimit {
        public AtomicUnits {
            Uint256.requireInRange(amount);
        }

        @Override
        public BigInteger inUnitsOf(int decimals) {
            return amount;
        }

        @Override
        public String toString() {
            return amount + " atomic units";
        }
    }

    /** A limit in dollars, for assets that stand for a dollar each. */
    record Dollars(BigDecimal amount) implements PriceLimit {
        public Dollars {
            if (amount.signum() < 0) {
                throw new MalformedException("a price limit is not negative");
            }
        }

        @Override
        public BigInteger inUnitsOf(int decimals) {
            return amount.movePointRight(decimals)
                    .setScale(0, RoundingMode.FLOOR)
                    .toBigInteger();
        }

        @Override
        public String toString() {
            return "$" + amount.toPlainString();
        }
    }

    Pattern DOLLARS = Pattern.compile("\\$(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

    /** The limit in atomic units of an asset with so many decimals; a fraction of a unit is dropped. */
    BigInteger inUnitsOf(int decimals);

    /**
     * Reads {@code $0.01} as dollars and {@code 10000} as atomic units.
     *
     * @throws MalformedException when the text is neither
     */
    static PriceLimit parse(String text) {
        if (DOLLARS.matcher(text).matches()) {
            return new Dollars(new BigDecimal(text.substring(1)));
        }
        if (text.startsWith("$")) {
            throw new MalformedException("a price limit in dollars is spelled like $0.01");
        }
        return new AtomicUnits(Uint256.parse(text));
    }
}
