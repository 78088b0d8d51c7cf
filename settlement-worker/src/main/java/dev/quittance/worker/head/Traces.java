package dev.quittance.worker.head;

import dev.quittance.evm.abi.Log;
import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.LogFilter;
import dev.quittance.schemes.payment.Trace;
import dev.quittance.schemes.payment.Trace.Meaning;
import dev.quittance.worker.settlement.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks for what spent a settlement's nonce, from the newest block back to the one at which it was seen unspent. */
final class Traces {
    private final EvmNode node;
    private final long blocksMax;

    /**
     * A search on one node.
     *
     * @param blocksMax blocks that one question covers; nodes limit it
     */
    Traces(EvmNode node, long blocksMax) {
        this.node = node;
        this.blocksMax = blocksMax;
    }

    /** A log, and what it says of the nonce. */
    record Found(Log log, Meaning meaning) {}

    /** The newest log that is certainly of this payment's nonce; a likeness, when its transaction does nothing but settle it. */
    Optional<Found> find(Settlement settlement, Block latest) {
        return find(
                settlement,
                latest,
                List.of(Meaning.USED, Meaning.CANCELLED, Meaning.LIKENESS),
                found -> switch (found.meaning()) {
                    case USED, CANCELLED -> true;
                    case LIKENESS -> isSettlement(settlement, found.log());
                });
    }

    /** Whether a payment such as this was made in a block in which the nonce was spent: it may have been this one. */
    boolean mayBePaid(Settlement settlement, Block latest) {
        return find(settlement, latest, List.of(Meaning.LIKENESS), found -> isSpentIn(settlement, found.log()))
                .isPresent();
    }

    private Optional<Found> find(
            Settlement settlement, Block latest, List<Meaning> meanings, Predicate<Found> isWanted) {
        for (long to = latest.number(); to > settlement.acceptedBlock(); to -= blocksMax) {
            long from = Math.max(settlement.acceptedBlock() + 1, to - blocksMax + 1);
            for (Trace trace : settlement.payment().traces()) {
                if (!meanings.contains(trace.meaning())) {
                    continue;
                }
                Optional<Found> found = node.logs(new LogFilter(trace.contract(), trace.topics(), from, to)).stream()
                        .filter(trace.concerns())
                        .map(log -> new Found(log, trace.meaning()))
                        .filter(isWanted)
                        .findFirst();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private boolean isSettlement(Settlement settlement, Log log) {
        return node.sentCall(log.transactionHash())
                .filter(call -> call.to()
                        .filter(to -> settlement.payment().isSettledBy(to, call.data()))
                        .isPresent())
                .isPresent();
    }

    private boolean isSpentIn(Settlement settlement, Log log) {
        return isSpent(settlement, log.blockNumber()) && !isSpent(settlement, log.blockNumber() - 1);
    }

    private boolean isSpent(Settlement settlement, long block) {
        return node.read(settlement.payment().spent(), new BlockRef.Height(block));
    }
}
