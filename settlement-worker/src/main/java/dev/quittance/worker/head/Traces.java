package dev.quittance.worker.head;

import dev.quittance.evm.abi.Log;
import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.LogFilter;
import dev.quittance.schemes.payment.Trace;
import dev.quittance.schemes.payment.Trace.Meaning;
import dev.quittance.worker.settlement.Settlement;
import java.util.Optional;

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

    /** The newest log that a scheme says spending the nonce leaves. */
    Optional<Found> find(Settlement settlement, Block latest) {
        for (long to = latest.number(); to > settlement.acceptedBlock(); to -= blocksMax) {
            long from = Math.max(settlement.acceptedBlock() + 1, to - blocksMax + 1);
            for (Trace trace : settlement.payment().traces()) {
                Optional<Log> log = node.logs(new LogFilter(trace.contract(), trace.topics(), from, to)).stream()
                        .filter(trace.concerns())
                        .findFirst();
                if (log.isPresent()) {
                    return Optional.of(new Found(log.get(), trace.meaning()));
                }
            }
        }
        return Optional.empty();
    }
}
