package dev.quittance.worker.head;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.settlement.SettlementStore;
import java.util.List;
import javax.sql.DataSource;

/** What follower and reconciler share. */
public record Watch(
        DataSource dataSource,
        EvmNode node,
        long chainId,
        List<Asset> assets,
        AttemptStore attempts,
        SettlementStore settlements,
        LaneKeeper keeper,
        Runnable announced) {

    /** Copies the assets. */
    public Watch {
        assets = List.copyOf(assets);
    }

    Evidence evidence() {
        return new Evidence(this, new Judge(assets));
    }
}
