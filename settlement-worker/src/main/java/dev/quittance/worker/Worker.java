package dev.quittance.worker;

import dev.quittance.events.ConsumerLimits;
import dev.quittance.events.EventConsumer;
import dev.quittance.events.EventMetrics;
import dev.quittance.events.KafkaSettings;
import dev.quittance.events.OutboxLimits;
import dev.quittance.events.OutboxRelay;
import dev.quittance.events.Topics;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.HeadSubscription;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.schemes.Schemes;
import dev.quittance.worker.attempt.Allotter;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.attempt.Batching;
import dev.quittance.worker.attempt.Fees;
import dev.quittance.worker.attempt.GasLimits;
import dev.quittance.worker.chain.Head;
import dev.quittance.worker.head.HeadFollower;
import dev.quittance.worker.head.LaneCheck;
import dev.quittance.worker.head.Reconciler;
import dev.quittance.worker.head.Watch;
import dev.quittance.worker.intake.Intake;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.LaneRegistrar;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.loop.Loop;
import dev.quittance.worker.prepare.Fundings;
import dev.quittance.worker.prepare.Preparations;
import dev.quittance.worker.send.LaneSender;
import dev.quittance.worker.settlement.Outcomes;
import dev.quittance.worker.settlement.SettlementRows;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.signer.SignerClient;
import dev.quittance.worker.signer.SignerException;
import dev.quittance.worker.sql.Sql;
import dev.quittance.worker.witness.Witnessing;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;

/**
 * The worker put together: intake, lanes, senders, head, reconciliation, outcomes. Each runs in a loop of its own and bears
 * the absence of the others' dependencies, so that they may come up in any order.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Worker.class);
    private static final String GROUP = "settlement-worker";
    private static final int LEASE_ROUNDS = 5;

    /** What the worker stands on. */
    public record Parts(
            DataSource dataSource,
            Map<String, ?> kafka,
            EvmNode node,
            SignerClient signer,
            Chain chain,
            Registry registry,
            MeterRegistry meters,
            InstantSource clock) {}

    private final Parts parts;
    private final WorkerConfig config;
    private final WorkerMetrics metrics;
    private final Producer<String, byte[]> producer;
    private final OutboxRelay relay;
    private final EventConsumer consumer;
    private final SettlementStore settlements;
    private final AttemptStore attempts;
    private final LaneStore lanes;
    private final LaneKeeper keeper;
    private final Head head = new Head();
    private final List<Loop> loops = new ArrayList<>();
    private final Loop queueLoop;
    private final Loop laneLoop;
    private final Optional<HeadSubscription> subscription;
    private final Loop headLoop;
    private final Loop preparationLoop;
    private final Loop leaseLoop;
    private final Map<Long, Loop> senders = new ConcurrentHashMap<>();

    public Worker(Parts parts, WorkerConfig config) {
        this.parts = parts;
        this.config = config;
        long chainId = parts.chain().chainId();
        DataSource dataSource = parts.dataSource();
        metrics = new WorkerMetrics(parts.meters());
        producer = KafkaSettings.producer(parts.kafka());
        relay = new OutboxRelay(dataSource, producer, OutboxLimits.DEFAULT);
        lanes = new LaneStore();
        var schemes = new Schemes(parts.registry(), Secp256k1.create());
        settlements = new SettlementStore(
                new SettlementRows(parts.registry(), schemes), new Outcomes(parts.clock()), metrics::reached);
        attempts = new AttemptStore(lanes, settlements);
        keeper = new LaneKeeper(
                dataSource,
                lanes,
                chainId,
                config.lanes().lease(),
                config.lanes().max(),
                new SenderPerLane());
        var allotter = new Allotter(
                dataSource,
                chainId,
                head,
                keeper,
                lanes,
                settlements,
                attempts,
                allotment(),
                this::wakeSenders,
                metrics::batch);
        queueLoop = loop("queue", config.lanes().interval(), () -> allotQueued(allotter));
        var fundings = new Fundings(dataSource, chainId, head, keeper, lanes, fundingLimits(), this::wakeSenders);
        var preparations = new Preparations(
                dataSource,
                parts.node(),
                chainId,
                settlements,
                config.preparations().max(),
                fundings,
                queueLoop::wake);
        preparationLoop = loop("preparations", config.preparations().interval(), preparations::prepare);
        var intake = new Intake(dataSource, parts.registry(), schemes, chainId, head, settlements, () -> {
            preparationLoop().wake();
            queueLoop().wake();
        });
        consumer = new EventConsumer(
                parts.kafka(), consumerLimits(), Topics.SETTLEMENT_REQUESTS, intake, producer, parts.clock());
        metrics.watch(consumer, relay);
        EventMetrics.watch(consumer, Topics.SETTLEMENT_REQUESTS, parts.meters());
        var watch = watch(relay, schemes);
        var follower = new HeadFollower(watch, head, config.head().catchUpMax(), this::headMoved);
        subscription = subscription();
        subscription.ifPresent(metrics::watch);
        headLoop =
                loop("head", longer(config.head().pollInterval(), config.head().sweepInterval()), () -> {
                    headLoop().restAtMost(lookAgainAfter());
                    follower.follow();
                });
        leaseLoop = loop("leases", config.lanes().lease().dividedBy(LEASE_ROUNDS), keeper::tend);
        var registrar =
                new LaneRegistrar(dataSource, lanes, parts.node(), chainId, parts.signer()::relayAccounts, keeper);
        loop("accounts", config.signer().accountsInterval(), () -> {
            registrar.register();
            leaseLoop.wake();
        });
        var witnessing = new Witnessing(dataSource, parts.signer(), metrics::logFault);
        Loop witnessLoop = loop("witness", config.signer().witnessInterval(), witnessing::present);
        parts.signer().whenUnwitnessed(witnessLoop::wake);
        var check = new LaneCheck(
                watch, lanes, laneLimits(), metrics::lanes, () -> queueLoop().wake());
        laneLoop = loop("lanes", config.reconcile().interval(), check::check);
        var reconciler = new Reconciler(watch, reconciliation());
        loop("reconcile", config.reconcile().interval(), () -> {
            metrics.backlog(Sql.transaction(dataSource, connection -> settlements.backlog(connection, chainId)));
            reconciler.reconcile();
        });
        metrics.watch(keeper, head, follower);
        metrics.watch(check);
    }

    private Loop queueLoop() {
        return queueLoop;
    }

    private Loop preparationLoop() {
        return preparationLoop;
    }

    private Loop headLoop() {
        return headLoop;
    }

    private Optional<HeadSubscription> subscription() {
        var limits = new HeadSubscription.Limits(
                config.connectTimeout(),
                config.head().silenceMax(),
                config.head().reconnectMin(),
                config.head().reconnectMax(),
                config.head().messageCharsMax());
        return config.wsUrls()
                .map(urls -> new HeadSubscription(
                        JsonRpc.httpClient(config.connectTimeout()),
                        urls,
                        limits,
                        () -> headLoop().wake()));
    }

    private Duration lookAgainAfter() {
        return subscription.filter(HeadSubscription::isLive).isPresent()
                ? config.head().sweepInterval()
                : config.head().pollInterval();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void allotQueued(Allotter allotter) throws SQLException {
        Duration rest = allotter.allotQueued();
        if (rest.isPositive()) {
            queueLoop().restAtMost(rest);
        }
    }

    private ConsumerLimits consumerLimits() {
        var defaults = ConsumerLimits.of(GROUP);
        return new ConsumerLimits(
                GROUP,
                config.batch().requestsMax(),
                defaults.sessionMax(),
                defaults.retryPauseMin(),
                defaults.retryPauseMax(),
                defaults.faultsMax());
    }

    private Watch watch(OutboxRelay outcomes, Schemes schemes) {
        long chainId = parts.chain().chainId();
        var assets = parts.registry().assets().stream()
                .filter(asset -> asset.chainId() == chainId)
                .toList();
        return new Watch(
                parts.dataSource(),
                parts.node(),
                chainId,
                assets,
                schemes,
                attempts,
                settlements,
                keeper,
                outcomes::wake,
                this::wakeAllSenders,
                metrics::alert,
                metrics::gasPerPayment);
    }

    private Reconciler.Limits reconciliation() {
        var limits = config.reconcile();
        return new Reconciler.Limits(
                limits.after(), limits.settlementsMax(), limits.attemptsMax(), limits.logBlocksMax());
    }

    private Loop loop(String name, Duration interval, Loop.Pass pass) {
        var loop = new Loop(name, interval, pass);
        loops.add(loop);
        metrics.watch(name, loop);
        return loop;
    }

    private Fees.Offer offer() {
        return new Fees.Offer(config.fees().tip(), config.fees().ceiling());
    }

    private GasLimits gas() {
        return new GasLimits(config.fees().gasPerTransfer(), config.fees().gasPerTransaction());
    }

    private Allotter.Limits allotment() {
        var batch = config.batch();
        return new Allotter.Limits(
                offer(),
                gas(),
                config.lanes().inFlightMax(),
                config.lanes().attemptsMax(),
                new Batching(gas().fit(batch.max(), batch.gasMax()), batch.delay()),
                batch.queueMax());
    }

    private Fundings.Limits fundingLimits() {
        var fundings = config.fundings();
        return new Fundings.Limits(
                fundings.limits(), fundings.lifeMin(), config.lanes().inFlightMax(), offer());
    }

    private LaneCheck.Limits laneLimits() {
        var batch = config.batch();
        return new LaneCheck.Limits(
                config.lanes().balanceMin(),
                gas().of(gas().fit(batch.max(), batch.gasMax())),
                gas(),
                offer(),
                config.reconcile().attemptsMax());
    }

    public void start() {
        relay.start();
        loops.forEach(Loop::start);
        subscription.ifPresent(HeadSubscription::start);
        consumer.start();
    }

    /** Whether every loop runs; what a loop waits for is another matter. */
    public boolean isAlive() {
        return relay.isAlive() && consumer.isAlive() && loops.stream().allMatch(Loop::isAlive);
    }

    /** What keeps payments from being settled now, in a word each; empty when nothing does. */
    public Map<String, Boolean> readiness() {
        var ready = new LinkedHashMap<String, Boolean>();
        ready.put("head", head.block().isPresent() && !headLoop.isFailing());
        ready.put("lanes", !keeper.adopted().isEmpty());
        ready.put("database", !leaseLoop.isFailing());
        ready.put("consumer", consumer.isAlive() && consumer.lastPoll().isAfter(Instant.EPOCH));
        return ready;
    }

    /** Lanes have room again, and see at once what the block left out. */
    private void headMoved() {
        preparationLoop.wake();
        queueLoop().wake();
        wakeAllSenders();
    }

    private void wakeAllSenders() {
        senders.values().forEach(Loop::wake);
    }

    private void wakeSenders(Set<Long> laneIds) {
        laneIds.forEach(laneId -> Optional.ofNullable(senders.get(laneId)).ifPresent(Loop::wake));
    }

    private SignedTransaction sign(Attempt attempt) throws SignerException, InterruptedException {
        try {
            return metrics.signing(() -> parts.signer().sign(attempt));
        } catch (SignerException e) {
            metrics.signerFailed(e.kind().name());
            throw e;
        }
    }

    /** Ends in order: nothing new comes in, what runs comes to a commit, the lanes are given back. */
    @Override
    public void close() {
        consumer.close();
        subscription.ifPresent(HeadSubscription::close);
        loops.forEach(Loop::close);
        senders.values().forEach(Loop::close);
        try {
            keeper.releaseAll();
        } catch (SQLException e) {
            LOG.warnf("the lanes end with their leases: %s", e.getMessage());
        }
        relay.close();
        producer.close();
    }

    private final class SenderPerLane implements LaneKeeper.Listener {
        @Override
        public void gained(Lease lease) {
            var tools = new LaneSender.Tools(
                    parts.dataSource(),
                    lanes,
                    attempts,
                    settlements,
                    Worker.this::sign,
                    parts.node(),
                    head::block,
                    head::age,
                    new LaneSender.Limits(
                            config.lanes().resendAfter(), config.lanes().raiseAfter(), offer()),
                    metrics::sent,
                    relay::wake,
                    () -> queueLoop().wake());
            var loop = new Loop("lane-" + lease.laneId(), config.lanes().interval(), new LaneSender(lease, tools)::run);
            senders.put(lease.laneId(), loop);
            loop.start();
            laneLoop.wake();
        }

        @Override
        public void lost(Lease lease) {
            Loop loop = senders.remove(lease.laneId());
            if (loop != null) {
                loop.stop();
            }
        }
    }
}
