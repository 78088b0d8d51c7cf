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
}
