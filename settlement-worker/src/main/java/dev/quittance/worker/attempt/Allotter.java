package dev.quittance.worker.attempt;

import dev.quittance.evm.rpc.Block;
import dev.quittance.protocol.Address;
import dev.quittance.worker.attempt.AttemptStore.Allotment;
import dev.quittance.worker.chain.Head;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.settlement.SettlementStore.Queue;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.sql.DataSource;

/** Gives queued settlements their attempts: the shallowest lane's next nonce, gas by formula, fees by the head's base fee. */
public final class Allotter {
    /**
     * Bounds of attempts.
     *
     * @param inFlightMax attempts under way on one lane
     * @param attemptsMax attempts that one settlement gets
     * @param queueMax settlements of one pass
     */
    public record Limits(
            Fees.Offer offer, GasLimits gas, int inFlightMax, int attemptsMax, Batching batching, int queueMax) {}

    private final DataSource dataSource;
    private final long chainId;
    private final Head head;
    private final LaneKeeper keeper;
    private final LaneStore lanes;
    private final SettlementStore settlements;
    private final AttemptStore attempts;
    private final Limits limits;
    private final Consumer<Set<Long>> allotted;
    private final IntConsumer sizes;

    /**
     * Prepares the allotter.
     *
     * @param allotted told after a commit which lanes have attempts to be signed
     * @param sizes told the number of members of each attempt
     */
    public Allotter(
            DataSource dataSource,
            long chainId,
            Head head,
            LaneKeeper keeper,
            LaneStore lanes,
            SettlementStore settlements,
            AttemptStore attempts,
            Limits limits,
            Consumer<Set<Long>> allotted,
            IntConsumer sizes) {
        this.dataSource = dataSource;
        this.chainId = chainId;
        this.head = head;
        this.keeper = keeper;
        this.lanes = lanes;
        this.settlements = settlements;
        this.attempts = attempts;
        this.limits = limits;
        this.allotted = allotted;
        this.sizes = sizes;
    }

    private record Pass(List<Allotment> allotments, Duration rest, boolean more) {
        static final Pass NOTHING = new Pass(List.of(), Duration.ZERO, false);
    }

    /**
     * Gives attempts to queued settlements, oldest first, as long as lanes have room.
     *
     * @return how long what waits for company may still wait; zero when nothing does
     */
    public Duration allotQueued() throws SQLException {
        Optional<Block> newest = head.block();
        if (newest.isEmpty()) {
            return Duration.ZERO;
        }
        Pass pass;
        do {
            pass = Sql.transaction(dataSource, connection -> allot(connection, newest.get()));
            var used = new TreeSet<Long>();
            for (Allotment allotment : pass.allotments()) {
                used.add(allotment.lease().laneId());
                sizes.accept(allotment.members().size());
            }
            if (!used.isEmpty()) {
                allotted.accept(used);
            }
        } while (pass.more());
        return pass.rest();
    }

    /** The next block's time is later than the head's, and must lie in an authorization's window. */
    private Pass allot(Connection connection, Block newest) throws SQLException {
        Optional<Fees> fees = limits.offer().at(newest.baseFeePerGas());
        if (fees.isEmpty()) {
            return Pass.NOTHING;
        }
        List<Lease> leases = keeper.adopted();
        lanes.lock(connection, leases);
        var depths = new HashMap<Lease, Integer>();
        Map<Long, Integer> byId = lanes.depths(connection, leases);
        for (Lease lease : leases) {
            Integer depth = byId.get(lease.laneId());
            if (depth != null && depth < limits.inFlightMax()) {
                depths.put(lease, depth);
            }
        }
        if (depths.isEmpty()) {
            return Pass.NOTHING;
        }
        boolean idle = byId.values().stream().allMatch(depth -> depth == 0);
        Queue queue = settlements.lockQueued(
                connection,
                chainId,
                limits.attemptsMax(),
                newest.timestamp(),
                depths.keySet().stream().map(Lease::address).toList(),
                limits.queueMax());
        var plan = limits.batching().plan(queue.settlements(), queue.waited(), idle);
        var allotments = new ArrayList<Allotment>();
        for (List<Settlement> batch : plan.batches()) {
            place(connection, batch, depths).ifPresent(allotments::add);
        }
        attempts.insertAll(connection, allotments, limits.gas(), fees.get());
        boolean full = queue.settlements().size() == limits.queueMax();
        return new Pass(allotments, plan.rest(), full && !allotments.isEmpty());
    }

    private Optional<Allotment> place(Connection connection, List<Settlement> batch, Map<Lease, Integer> depths)
            throws SQLException {
        Optional<Address> sender = batch.getFirst().payment().settlement().sender();
        while (true) {
            Optional<Lease> shallowest = depths.entrySet().stream()
                    .filter(entry ->
                            sender.isEmpty() || entry.getKey().address().equals(sender.get()))
                    .min(Map.Entry.<Lease, Integer>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.comparingLong(Lease::laneId))))
                    .map(Map.Entry::getKey);
            if (shallowest.isEmpty()) {
                return Optional.empty();
            }
            Lease lease = shallowest.get();
            OptionalLong nonce = lanes.takeNonce(connection, lease);
            if (nonce.isPresent()) {
                int depth = depths.merge(lease, 1, Integer::sum);
                if (depth >= limits.inFlightMax()) {
                    depths.remove(lease);
                }
                return Optional.of(new Allotment(lease, nonce.getAsLong(), batch));
            }
            depths.remove(lease);
        }
    }
}
