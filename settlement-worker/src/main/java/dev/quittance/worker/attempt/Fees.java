package dev.quittance.worker.attempt;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What a transaction offers, in wei per gas (EIP-1559).
 *
 * @param maxFeePerGas base fee and tip together, at most
 */
public record Fees(BigInteger maxFeePerGas, BigInteger maxPriorityFeePerGas) {

    /**
     * What is offered by rule.
     *
     * @param tip priority fee, wei per gas
     * @param ceiling most that is ever offered, wei per gas
     */
    public record Offer(BigInteger tip, BigInteger ceiling) {
        /** See {@link Fees#of}. */
        public Optional<Fees> at(BigInteger baseFeePerGas) {
            return of(baseFeePerGas, tip, ceiling);
        }
    }

    /**
     * Twice the base fee and the tip, so that six full blocks in a row cannot price the transaction out; never above the
     * ceiling.
     *
     * @return empty when even the present base fee and the tip exceed the ceiling: the settlement waits
     */
    public static Optional<Fees> of(BigInteger baseFeePerGas, BigInteger tip, BigInteger ceiling) {
        if (baseFeePerGas.add(tip).compareTo(ceiling) > 0) {
            return Optional.empty();
        }
        return Optional.of(new Fees(baseFeePerGas.shiftLeft(1).add(tip).min(ceiling), tip));
    }

    /**
     * The fees of a replacement: an eighth more on both (nodes ask for a tenth), or what the head asks where that is more.
     *
     * @return empty when the ceiling leaves no room for a tenth more
     */
    public Optional<Fees> raised(BigInteger baseFeePerGas, Offer offer) {
        BigInteger ceiling = offer.ceiling();
        Fees wanted = offer.at(baseFeePerGas).orElse(this);
        BigInteger max = anEighthMore(maxFeePerGas).max(wanted.maxFeePerGas).min(ceiling);
        BigInteger priority = anEighthMore(maxPriorityFeePerGas)
                .max(wanted.maxPriorityFeePerGas)
                .min(max);
        return isATenthMore(maxFeePerGas, max) && isATenthMore(maxPriorityFeePerGas, priority)
                ? Optional.of(new Fees(max, priority))
                : Optional.empty();
    }

    private static BigInteger anEighthMore(BigInteger fee) {
        return fee.multiply(BigInteger.valueOf(9)).add(BigInteger.valueOf(7)).shiftRight(3);
    }

    private static boolean isATenthMore(BigInteger from, BigInteger to) {
        return to.multiply(BigInteger.TEN).compareTo(from.multiply(BigInteger.valueOf(11))) >= 0;
    }
}
