package dev.quittance.worker.head;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.SettlementStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What follower, finality and reconciler share.
 *
 * @param announced told after a commit with outcomes
 * @param reopened told after a commit that has bytes to be sent again
 */
public record Watch(
        DataSource dataSource,
        EvmNode node,
        long chainId,
        List<Asset> assets,
        AttemptStore attempts,
        SettlementStore settlements,
        LaneKeeper keeper,
        Runnable announced,
        Runnable reopened,
        Consumer<Alert> alerts) {

    /** Copies the assets. */
    public Watch {
        assets = List.copyOf(assets);
    }

    Evidence evidence() {
        return new Evidence(this, new Judge(assets));
    }

    List<Lease> leases(Collection<Long> laneIds) {
        return laneIds.stream().map(keeper::lease).flatMap(Optional::stream).toList();
    }

    List<Long> laneIds() {
        return keeper.held().stream().map(Lease::laneId).toList();
    }
}
