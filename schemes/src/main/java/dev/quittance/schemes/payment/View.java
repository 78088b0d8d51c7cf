package dev.quittance.schemes.payment;

import dev.quittance.evm.abi.Multicall3.Result;
import java.math.BigInteger;
import java.util.List;

/**
 * What one block answers to a question.
 *
 * @param number height of the block
 * @param time of the block, in Unix seconds
 * @param facts results of the reads, in the question's order
 * @param simulation results of the calls, in the question's order
 */
public record View(BigInteger number, long time, List<Result> facts, List<Result> simulation) {
    /** Copies the lists. */
    public View {
        facts = List.copyOf(facts);
        simulation = List.copyOf(simulation);
    }

    /** Whether the settlement ran to its end, as far as it could be tried. */
    public boolean settles() {
        return simulation.isEmpty() || simulation.getLast().success();
    }

    /** Whether the settlement failed without a word, as a call does that runs out of gas. */
    public boolean isMute() {
        return !settles() && simulation.getLast().returnData().size() == 0;
    }
}
