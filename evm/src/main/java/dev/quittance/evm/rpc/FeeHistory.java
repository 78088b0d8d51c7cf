package dev.quittance.evm.rpc;

import java.math.BigInteger;
import java.util.List;

/**
 * Fees of the last blocks.
 *
 * @param baseFeePerGas wei, oldest first, one more than blocks: the last is the next block's
 * @param rewards wei of priority fee at each percentile that was asked for, one list per block
 */
public record FeeHistory(long oldestBlock, List<BigInteger> baseFeePerGas, List<List<BigInteger>> rewards) {

    /** Copies the lists. */
    public FeeHistory {
        baseFeePerGas = List.copyOf(baseFeePerGas);
        rewards = List.copyOf(rewards);
    }

    /** The base fee of the block after the newest, in wei per gas. */
    public BigInteger nextBaseFeePerGas() {
        return baseFeePerGas.getLast();
    }
}
