package dev.quittance.worker.head;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.schemes.Schemes;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.SettlementStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * What follower, finality and reconciler share.
 *
 * @param announced told after a commit with outcomes
 * @param reopened told after a commit that has bytes to be sent again
 * @param gasPerPayment told of each payment that is proved, with its part of the transaction's gas
 */
public record Watch(
        DataSource dataSource,
        EvmNode node,
        long chainId,
        List<Asset> assets,
        Schemes schemes,
        AttemptStore attempts,
        SettlementStore settlements,
        LaneKeeper keeper,
        Runnable announced,
        Runnable reopened,
        Consumer<Alert> alerts,
        DoubleConsumer gasPerPayment) {

    /** Copies the assets. */
    public Watch {
        assets = List.copyOf(assets);
    }

    Evidence evidence() {
        return new Evidence(this, new Judge(assets, schemes));
    }

    /** What all nodes say alike; empty, with an alert, when they do not. */
    <T> Optional<T> agreed(Function<EvmNode, T> question) {
        Set<T> answers = node.each().stream().map(question).collect(Collectors.toSet());
        if (answers.size() > 1) {
            alerts.accept(Alert.DISAGREEMENT);
        }
        return answers.size() == 1 ? answers.stream().findFirst() : Optional.empty();
    }

    List<Lease> leases(Collection<Long> laneIds) {
        return laneIds.stream().map(keeper::lease).flatMap(Optional::stream).toList();
    }

    List<Long> laneIds() {
        return keeper.held().stream().map(Lease::laneId).toList();
    }
}
