package dev.quittance.gateway.route;

import java.math.BigInteger;
import java.util.List;

/**
 * Which level a payment must have reached before its answer is released, by amount.
 *
 * @param base the level of small amounts
 * @param raises higher levels for higher amounts, smallest amount first
 */
public record Release(Level base, List<Raise> raises) {

    /** Amounts of more than {@code above} atomic units must reach {@code level}. */
    public record Raise(BigInteger above, Level level) {}

    public Release {
        raises = List.copyOf(raises);
    }

    /** The level that a payment of {@code amount} atomic units must reach. */
    public Level level(BigInteger amount) {
        Level level = base;
        for (Raise raise : raises) {
            level = amount.compareTo(raise.above()) > 0 ? raise.level() : level;
        }
        return level;
    }
}
