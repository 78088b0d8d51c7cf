package dev.quittance.schemes.payment;

import dev.quittance.evm.abi.Multicall3.Result;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What one block answers to a question.
 *
 * @param number height of the block
 * @param time of the block, in Unix seconds
 * @param facts results of the reads, in the question's order
 * @param simulation results of the calls, in the question's order; where the payer's preparation is to come first, its result too
 * @param payerNonce of the payer's next transaction; known only where the payment has a preparation
 */
public record View(
        BigInteger number, long time, List<Result> facts, List<Result> simulation, Optional<BigInteger> payerNonce) {
    /** Copies the lists. */
    public View {
        facts = List.copyOf(facts);
        simulation = List.copyOf(simulation);
    }

    /** Of a payment that needs no preparation. */
    public View(BigInteger number, long time, List<Result> facts, List<Result> simulation) {
        this(number, time, facts, simulation, Optional.empty());
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
