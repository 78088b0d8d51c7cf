package dev.quittance.worker;

import dev.quittance.events.EventConsumer;
import dev.quittance.events.OutboxRelay;
import dev.quittance.evm.rpc.Endpoints;
import dev.quittance.evm.rpc.HeadSubscription;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.transparency.LogFault;
import dev.quittance.worker.chain.Head;
import dev.quittance.worker.head.Alert;
import dev.quittance.worker.head.HeadFollower;
import dev.quittance.worker.head.LaneCheck;
import dev.quittance.worker.head.LaneReading;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.LaneView;
import dev.quittance.worker.loop.Loop;
import dev.quittance.worker.settlement.Backlog;
import dev.quittance.worker.settlement.SettlementState;
import dev.quittance.worker.signer.SignerException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The worker's meters. No label holds a payer, a hash or an id; lanes are few and the operator's own. */
final class WorkerMetrics {
    private static final double WEI_PER_ETHER = 1e18;
    private static final double MICROS_PER_SECOND = 1e6;

    private static final String LOG_FAULTS = "quittance.worker.signer.log.faults";

    private final MeterRegistry meters;
    private final MultiGauge laneState;
    private final MultiGauge laneOpen;
    private final MultiGauge laneGap;
    private final AtomicReference<Backlog> backlog = new AtomicReference<>(Backlog.NONE);

    WorkerMetrics(MeterRegistry meters) {
        this.meters = meters;
        laneState = MultiGauge.builder("quittance.worker.lane.state").register(meters);
        laneOpen = MultiGauge.builder("quittance.worker.lane.pending").register(meters);
        laneGap = MultiGauge.builder("quittance.worker.lane.nonce.gap").register(meters);
        for (LogFault fault : LogFault.values()) {
            meters.counter(LOG_FAULTS, "code", fault.code());
        }
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

    /** Times how long after its acceptance a settlement reached a state. */
    void reached(SettlementState state, double secondsSinceAccepted) {
        stage(state.sql()).record((long) (secondsSinceAccepted * MICROS_PER_SECOND), TimeUnit.MICROSECONDS);
    }

    /** Work of the signer's that is timed. */
    @FunctionalInterface
    interface Signing {
        SignedTransaction run() throws SignerException, InterruptedException;
    }

    SignedTransaction signing(Signing work) throws SignerException, InterruptedException {
        var sample = Timer.start(meters);
        try {
            return work.run();
        } finally {
            sample.stop(stage("sign"));
        }
    }

    private Timer stage(String name) {
        return Timer.builder("quittance.stage")
                .description("sign: one call of the signer; other stages: time since the settlement was accepted")
                .tag("stage", name)
                .register(meters);
    }

    /** Notes a payment's part of the gas that its transaction used. */
    void gasPerPayment(double gas) {
        meters.summary("quittance.worker.gas.per.payment").record(gas);
    }

    /** Shows each lane that this worker holds; an account of the signer's, never a payer. */
    void lanes(List<LaneReading> readings) {
        laneState.register(rows(readings, lane -> Tags.of("state", lane.state()), _ -> 1), true);
        laneOpen.register(
                rows(readings, _ -> Tags.empty(), reading -> reading.lane().open()), true);
        laneGap.register(rows(readings, _ -> Tags.empty(), LaneReading::nonceGap), true);
    }

    private static List<MultiGauge.Row<?>> rows(
            List<LaneReading> readings, Function<LaneView, Tags> more, ToDoubleFunction<LaneReading> value) {
        return readings.stream()
                .<MultiGauge.Row<?>>map(reading -> MultiGauge.Row.of(
                        more.apply(reading.lane())
                                .and("lane", reading.lane().address().toString()),
                        value.applyAsDouble(reading)))
                .toList();
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
        Gauge.builder("quittance.worker.lanes.adopted", keeper, k -> k.adopted().size())
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

    /** The signer's log is not to be believed. */
    void logFault(String code) {
        meters.counter(LOG_FAULTS, "code", code).increment();
    }
}
