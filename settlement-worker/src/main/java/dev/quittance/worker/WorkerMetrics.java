package dev.quittance.worker;

import dev.quittance.events.EventConsumer;
import dev.quittance.events.OutboxRelay;
import dev.quittance.evm.rpc.Endpoints;
import dev.quittance.evm.rpc.HeadSubscription;
import dev.quittance.worker.chain.Head;
import dev.quittance.worker.head.Alert;
import dev.quittance.worker.head.HeadFollower;
import dev.quittance.worker.head.LaneCheck;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.loop.Loop;
import dev.quittance.worker.settlement.Backlog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The worker's meters. No label holds an address, a hash or an id. */
final class WorkerMetrics {
    private static final double WEI_PER_ETHER = 1e18;

    private final MeterRegistry meters;
    private final AtomicReference<Backlog> backlog = new AtomicReference<>(Backlog.NONE);

    WorkerMetrics(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("quittance.worker.settlements.open", backlog, b -> b.get().open())
                .description("settlements without a proved outcome")
                .register(meters);
        for (Alert alert : Alert.values()) {
            meters.counter("quittance.worker.alerts", "kind", alert.label());
        }
        Gauge.builder(
                        "quittance.worker.settlements.oldest.open.seconds",
                        backlog,
                        b -> b.get().oldestSeconds())
                .description("age of the oldest settlement without a proved outcome")
                .register(meters);
    }

    /** Counts what is wrong with endpoints; raises an alert for what more than waiting may be needed for. */
    static Consumer<Endpoints.Fault> faults(MeterRegistry meters) {
        return fault -> {
            String kind = fault.name().toLowerCase(Locale.ROOT);
            meters.counter("quittance.worker.rpc.faults", "kind", kind).increment();
            Optional<Alert> alert = switch (fault) {
                case UNREACHABLE -> Optional.empty();
                case STALE -> Optional.of(Alert.STALE_HEAD);
                case OTHER_CHAIN -> Optional.of(Alert.OTHER_CHAIN);
            };
            alert.ifPresent(raised -> meters.counter("quittance.worker.alerts", "kind", raised.label())
                    .increment());
        };
    }

    static void watch(MeterRegistry meters, Endpoints endpoints) {
        Gauge.builder("quittance.worker.rpc.endpoints.usable", endpoints, Endpoints::usable)
                .description("endpoints that serve the right chain, are not behind the others and not resting")
                .register(meters);
    }

    void watch(HeadSubscription subscription) {
        Gauge.builder("quittance.worker.head.subscribed", subscription, s -> s.isLive() ? 1 : 0)
                .description("1 while new blocks are heard of, 0 while they are asked for")
                .register(meters);
    }

    void backlog(Backlog now) {
        backlog.set(now);
    }

    /** Counts what a node answered to a transaction. */
    void sent(String result) {
        meters.counter("quittance.worker.sends", "result", result).increment();
    }

    /** Counts signer answers that held no transaction to send. */
    void signerFailed(String kind) {
        meters.counter("quittance.worker.signer.failures", "kind", kind).increment();
    }

    /** Counts what an operator must look at. */
    void alert(Alert alert) {
        meters.counter("quittance.worker.alerts", "kind", alert.label()).increment();
    }

    /** Notes how many payments went into one transaction. */
    void batch(int size) {
        meters.summary("quittance.worker.batch.size").record(size);
    }

    void watch(LaneCheck check) {
        Gauge.builder("quittance.worker.lanes.quarantined", check, LaneCheck::quarantined)
                .register(meters);
        Gauge.builder(
                        "quittance.worker.lanes.lowest.balance.ether",
                        check,
                        c -> c.lowestBalance()
                                .map(wei -> wei.doubleValue() / WEI_PER_ETHER)
                                .orElse(Double.NaN))
                .register(meters);
    }

    void watch(LaneKeeper keeper, Head head, HeadFollower follower) {
        Gauge.builder("quittance.worker.lanes.held", keeper, k -> k.held().size())
                .register(meters);
        Gauge.builder(
                        "quittance.worker.head.block",
                        head,
                        h -> h.block().map(block -> (double) block.number()).orElse(Double.NaN))
                .register(meters);
        FunctionCounter.builder("quittance.worker.reorgs", follower, HeadFollower::reorgs)
                .register(meters);
    }

    void watch(String name, Loop loop) {
        FunctionCounter.builder("quittance.worker.loop.failures", loop, Loop::failures)
                .tag("loop", name)
                .register(meters);
    }

    void watch(EventConsumer consumer, OutboxRelay relay) {
        FunctionCounter.builder("quittance.worker.requests.handled", consumer, EventConsumer::handled)
                .register(meters);
        FunctionCounter.builder("quittance.worker.requests.retries", consumer, EventConsumer::retries)
                .register(meters);
        FunctionCounter.builder("quittance.worker.requests.dead.letters", consumer, EventConsumer::deadLettered)
                .register(meters);
        FunctionCounter.builder("quittance.worker.outcomes.published", relay, OutboxRelay::published)
                .register(meters);
        FunctionCounter.builder("quittance.worker.outcomes.failures", relay, OutboxRelay::failures)
                .register(meters);
    }
}
