package dev.quittance.worker.head;

import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.AttemptStep;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Carries what is proved on to safe and final as the heads pass it, and takes back what the chain took back. Either way the
 * hash of each block is compared with the chain's, and what belongs to one block is changed in one transaction.
 */
final class Finality {
    private static final Logger LOG = Logger.getLogger(Finality.class);
    private static final int BLOCKS_MAX = 200;

    private final Watch watch;
    private final EvidenceStore store;
    private long finalized = -1;

    Finality(Watch watch) {
        this.watch = watch;
        this.store = new EvidenceStore(watch.settlements());
    }

    private record Standing(Set<BlockId> on, Set<BlockId> gone) {}

    /**
     * Takes settlements and attempts as far as these heads allow.
     *
     * @return the lowest block that turned out to be gone
     */
    OptionalLong promote(Block safeHead, Block finalizedHead) throws SQLException {
        List<Long> lanes = watch.laneIds();
        long safeHeight = safeHead.number();
        long finalHeight = finalizedHead.number();
        Set<BlockId> blocks = Sql.transaction(watch.dataSource(), connection -> {
            var due = new HashSet<>(
                    store.unfinalBlocks(connection, watch.chainId(), safeHeight, finalHeight, BLOCKS_MAX));
            due.addAll(store.unclosedBlocks(connection, finalHeight, lanes, BLOCKS_MAX));
            return due;
        });
        finalized = Math.max(finalized, finalHeight);
        if (blocks.isEmpty()) {
            return OptionalLong.empty();
        }
        Standing standing = compare(blocks);
        promote(hashes(standing.on(), safeHeight), "included", safeHeight, new SettlementStep.Safe());
        promote(hashes(standing.on(), finalHeight), "safe", finalHeight, new SettlementStep.Finalized());
        close(hashes(standing.on(), finalHeight));
        return reopen(standing.gone());
    }

    private static List<Bytes32> hashes(Collection<BlockId> blocks, long upTo) {
        return blocks.stream()
                .filter(block -> block.number() <= upTo)
                .map(BlockId::hash)
                .toList();
    }

    private void promote(List<Bytes32> blocks, String from, long upTo, SettlementStep step) throws SQLException {
        int changed = Sql.transaction(watch.dataSource(), connection -> {
            List<UUID> ids = store.settlementsIn(connection, blocks, from, upTo);
            return watch.settlements().applyAll(connection, steps(ids, step)).size();
        });
        if (changed > 0) {
            watch.announced().run();
        }
    }

    private void close(List<Bytes32> blocks) throws SQLException {
        List<Lease> leases = watch.keeper().held();
        List<Long> lanes = leases.stream().map(Lease::laneId).toList();
        Sql.transaction(watch.dataSource(), connection -> {
            List<UUID> ids = store.attemptsIn(connection, blocks, List.of("included"), lanes);
            return watch.attempts().applyAll(connection, leases, ids, AttemptStep.FINALIZED, Map.of());
        });
    }

    /**
     * Compares every block from a height on that holds something of ours with the chain.
     *
     * @param newest the chain's height; higher blocks are known to be gone, if {@code forked}
     * @return the lowest block that is gone
     */
    OptionalLong recheck(long from, long newest, boolean forked) throws SQLException {
        Set<BlockId> recent = Sql.transaction(
                watch.dataSource(),
                connection -> store.recentBlocks(connection, watch.chainId(), from, watch.laneIds()));
        var reached = new HashSet<BlockId>();
        var beyond = new HashSet<BlockId>();
        recent.forEach(block -> (block.number() <= newest ? reached : beyond).add(block));
        Standing standing = compare(reached);
        var gone = new HashSet<>(standing.gone());
        if (forked || !gone.isEmpty()) {
            gone.addAll(beyond);
        }
        return reopen(gone);
    }

    /** A block that the node does not have is no evidence of anything. */
    private Standing compare(Set<BlockId> blocks) {
        Standing standing = standing(List.copyOf(blocks), watch.node());
        if (standing.on().size() + standing.gone().size() < blocks.size()) {
            watch.alerts().accept(Alert.CONTRADICTION);
        }
        return standing;
    }

    private static Standing standing(List<BlockId> asked, EvmNode node) {
        var on = new HashSet<BlockId>();
        var gone = new HashSet<BlockId>();
        if (asked.isEmpty()) {
            return new Standing(on, gone);
        }
        List<Optional<Block>> answers = node.askAll(asked.stream()
                .map(block -> Query.block(new BlockRef.Height(block.number())))
                .toList());
        for (int i = 0; i < asked.size(); i++) {
            BlockId block = asked.get(i);
            answers.get(i).ifPresent(answer -> (answer.hash().equals(block.hash()) ? on : gone).add(block));
        }
        return new Standing(on, gone);
    }

    /** Those among the blocks that some node still has on its chain, while another has not: nothing is known of them. */
    Set<BlockId> disputed(Set<BlockId> gone) {
        List<EvmNode> nodes = watch.node().each();
        if (nodes.size() < 2 || gone.isEmpty()) {
            return Set.of();
        }
        List<BlockId> asked = List.copyOf(gone);
        var disputed = new HashSet<BlockId>();
        for (EvmNode node : nodes) {
            try {
                disputed.addAll(standing(asked, node).on());
            } catch (RpcException e) {
                LOG.warnf("a node could not be asked whether it agrees: %s", e.getMessage());
            }
        }
        if (!disputed.isEmpty()) {
            LOG.warnf("nodes disagree on %d blocks", disputed.size());
            watch.alerts().accept(Alert.DISAGREEMENT);
        }
        return disputed;
    }

    private OptionalLong reopen(Set<BlockId> missing) throws SQLException {
        if (missing.isEmpty()) {
            return OptionalLong.empty();
        }
        requireChain();
        var gone = new HashSet<>(missing);
        gone.removeAll(disputed(missing));
        if (gone.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong lowest = gone.stream().mapToLong(BlockId::number).min();
        if (lowest.orElseThrow() <= finalized) {
            LOG.errorf("block %d was final and is gone", lowest.getAsLong());
            watch.alerts().accept(Alert.REORG_PAST_FINALIZED);
        }
        List<Bytes32> hashes = gone.stream().map(BlockId::hash).toList();
        int reopened = Sql.transaction(watch.dataSource(), connection -> reopen(connection, hashes));
        LOG.warnf("%d blocks from %d on are gone, %d payments reopened", gone.size(), lowest.getAsLong(), reopened);
        watch.announced().run();
        watch.reopened().run();
        return lowest;
    }

    private int reopen(Connection connection, List<Bytes32> blocks) throws SQLException {
        List<Lease> leases = watch.keeper().held();
        List<Long> lanes = leases.stream().map(Lease::laneId).toList();
        watch.attempts().requireHeld(connection, leases);
        Set<UUID> payments = watch.settlements()
                .applyAll(connection, steps(store.toReopen(connection, blocks, lanes), new SettlementStep.Reorged()));
        List<UUID> attempts = store.attemptsIn(connection, blocks, List.of("included", "closed"), lanes);
        watch.attempts().applyAll(connection, leases, attempts, AttemptStep.REORGED, Map.of());
        watch.settlements()
                .applyAll(
                        connection,
                        steps(store.withoutAttempt(connection, payments), new SettlementStep.AttemptEnded()));
        watch.attempts().sendAgain(connection, leases);
        return payments.size();
    }

    /** Blocks of another chain are no reorganisation of this one. */
    void requireChain() {
        try {
            watch.node().requireChainId(watch.chainId());
        } catch (RpcException e) {
            if (e.kind() == RpcException.Kind.WRONG_CHAIN) {
                watch.alerts().accept(Alert.OTHER_CHAIN);
            }
            throw e;
        }
    }

    private static Map<UUID, SettlementStep> steps(List<UUID> ids, SettlementStep step) {
        var steps = new HashMap<UUID, SettlementStep>();
        ids.forEach(id -> steps.put(id, step));
        return steps;
    }
}
