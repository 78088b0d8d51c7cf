package dev.quittance.worker;

import dev.quittance.devstack.Broker;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Postgres;
import dev.quittance.events.ConsumerLimits;
import dev.quittance.events.Event;
import dev.quittance.events.EventConsumer;
import dev.quittance.events.KafkaSettings;
import dev.quittance.events.Topics;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.schemes.Schemes;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.head.Alert;
import dev.quittance.worker.settlement.Outcomes;
import dev.quittance.worker.settlement.SettlementRequest;
import dev.quittance.worker.settlement.SettlementRows;
import dev.quittance.worker.signer.SignerClient;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flywaydb.core.Flyway;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Everything around a worker, and the facilitator's view of what comes out of it. */
final class Suite implements AutoCloseable {
    static final String ROLE = "settlement_worker";

    private static final int POOL_MAX = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final BigInteger ETHER = BigInteger.TEN.pow(18);

    final FakeSigner signer;
    final RpcProxy rpc = new RpcProxy();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AgroalDataSource dataSource = migrated();

    private final Map<String, String> kafka =
            Map.of("bootstrap.servers", Broker.shared().bootstrapServers());
    private final Producer<String, byte[]> producer = KafkaSettings.producer(kafka);
    private final ConcurrentLinkedQueue<Event> outcomes = new ConcurrentLinkedQueue<>();
    private final EventConsumer outcomeReader;
    private final String workerKey;

    Suite(int lanes) throws IOException, JoseException {
        signer = new FakeSigner(lanes);
        signer.accounts().forEach(lane -> Chain.shared().setEtherBalance(lane, ETHER));
        var jwk = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        jwk.setKeyId("worker-1");
        workerKey = jwk.toJson(OutputControlLevel.INCLUDE_PRIVATE);
        outcomeReader = new EventConsumer(
                kafka,
                ConsumerLimits.of("reader-" + UUID.randomUUID()),
                Topics.SETTLEMENT_OUTCOMES,
                outcomes::addAll,
                producer,
                Clock.systemUTC());
        outcomeReader.start();
    }

    private static AgroalDataSource migrated() {
        var configuration = new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(POOL_MAX)
                        .acquisitionTimeout(PATIENCE)
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(
                                        Postgres.shared().jdbcUrl(ROLE))
                                .principal(new NamePrincipal(ROLE))
                                .credential(new SimplePassword(Postgres.shared().password(ROLE)))));
        try {
            var dataSource = AgroalDataSource.from(configuration);
            Flyway.configure()
                    .dataSource(dataSource)
                    .defaultSchema(ROLE)
                    .locations("db/events", "db/migration")
                    .load()
                    .migrate();
            return dataSource;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A worker of its own over the same database, broker, chain and signer. */
    Worker worker() {
        return worker(Map.of());
    }

    Worker worker(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.putIfAbsent("quittance.worker.rpc-url", rpc.url().toString());
        WorkerConfig config = config(all);
        var chain = Registry.builtIn().chain(Chain.CHAIN_ID).orElseThrow();
        var http = JsonRpc.httpClient(config.connectTimeout());
        var node = new EvmNode(WorkerApp.endpoints(config, http, chain, meters));
        var tokens = new RequestTokenSigner("settlement-worker", workerKey, new SecureRandom(), Clock.systemUTC());
        var client = new SignerClient(
                http,
                signer.url(),
                config.signer().timeout(),
                tokens,
                FakeSigner.CURVE,
                chain,
                WorkerApp.expected(config.signer()).at(signer.url(), Clock.systemUTC(), meters));
        var worker = new Worker(
                new Worker.Parts(dataSource, kafka, node, client, chain, Payers.REGISTRY, meters, Clock.systemUTC()),
                config);
        worker.start();
        return worker;
    }

    static SettlementRows rows() {
        return new SettlementRows(Payers.REGISTRY, new Schemes(Payers.REGISTRY, FakeSigner.CURVE));
    }

    static WorkerConfig config(Map<String, String> settings) {
        var all = new HashMap<String, String>(Map.of(
                "quittance.worker.rpc.rest", "300ms",
                "quittance.worker.rpc.check-interval", "100ms",
                "quittance.worker.signer.key-file", "worker.jwk",
                "quittance.worker.signer.accounts-interval", "200ms",
                "quittance.worker.lanes.interval", "100ms",
                "quittance.worker.lanes.resend-after", "300ms",
                "quittance.worker.head.poll-interval", "50ms",
                "quittance.worker.reconcile.interval", "100ms",
                "quittance.worker.reconcile.after", "300ms"));
        all.putAll(settings);
        return new SmallRyeConfigBuilder()
                .withDefaultValues(all)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(WorkerConfig.class)
                .build()
                .getConfigMapping(WorkerConfig.class);
    }

    /** Publishes what the facilitator publishes; the event id is the payment's, so that a repetition is a duplicate. */
    void request(Payment payment) {
        publish(payment.paymentId(), event(payment.paymentId(), payment));
    }

    /** As {@link #request}, and says at which height the authorization was seen unused. */
    void request(Payment payment, long head) {
        var data = payment.data().toBuilder().put("head", Long.toString(head)).build();
        publish(payment.paymentId(), event(payment.paymentId(), payment, Optional.empty(), data));
    }

    /** As {@link #request}, of any kind. */
    Payment request(Transfers.Paid paid) {
        publish(paid.paymentId(), event(paid.paymentId(), paid.known(), Optional.empty(), paid.data()));
        return paid.known();
    }

    /** As {@link #request}, of any kind, and says at which height the nonce was seen unspent. */
    Payment request(Transfers.Paid paid, long head) {
        var data = paid.data().toBuilder().put("head", Long.toString(head)).build();
        publish(paid.paymentId(), event(paid.paymentId(), paid.known(), Optional.empty(), data));
        return paid.known();
    }

    /** As {@link #request}, in a trace. */
    void request(Payment payment, String traceparent) {
        publish(payment.paymentId(), event(payment.paymentId(), payment, Optional.of(traceparent), payment.data()));
    }

    static Event event(UUID eventId, Payment payment) {
        return event(eventId, payment, Optional.empty(), payment.data());
    }

    static Event event(UUID eventId, Payment payment, Optional<String> traceparent, JsonObject data) {
        return new Event(
                eventId,
                "/facilitator",
                SettlementRequest.TYPE,
                payment.paymentId().toString(),
                1,
                Clock.systemUTC().instant(),
                traceparent,
                data.toString());
    }

    void publish(UUID key, Event event) {
        publish(key, event.toBytes());
    }

    void publish(UUID key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(Topics.SETTLEMENT_REQUESTS, key.toString(), value))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the request was not published", e);
        }
    }

    /** The outcomes of a payment so far. */
    List<Event> outcomes(Payment payment) {
        return outcomes.stream()
                .filter(event -> event.subject().equals(payment.paymentId().toString()))
                .toList();
    }

    /** Waits for an outcome of this type and returns its data. */
    JsonObject awaitOutcome(Payment payment, String type) {
        await(
                "outcome " + type,
                () -> outcomes(payment).stream().anyMatch(e -> e.type().equals(type)));
        return outcomes(payment).stream()
                .filter(event -> event.type().equals(type))
                .findFirst()
                .map(event -> JsonObject.parse(event.dataJson()))
                .orElseThrow();
    }

    /** Has blocks pass until a payment was included so often. */
    void mineUntilIncluded(Payment payment, int times) {
        await("included " + times + " times", () -> {
            mine(1);
            return outcomes(payment).stream()
                            .filter(each -> each.type().equals(Outcomes.INCLUDED))
                            .count()
                    >= times;
        });
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** One value from the worker's database, as text; empty when there is no row. */
    Optional<String> query(String sql, Object... parameters) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** How often an alert of this kind was raised. */
    double alerts(Alert kind) {
        return meters.counter("quittance.worker.alerts", "kind", kind.label()).count();
    }

    /** A gauge's value now. */
    double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    static long height() {
        return Long.parseLong(Chain.shared().rpc("eth_blockNumber").asText().substring(2), 16);
    }

    String attemptState(Payment payment) {
        return query("""
                        select a.state from attempt a join attempt_member m using (attempt_id)
                        where m.payment_id = ? order by a.created_at desc limit 1
                        """, payment.paymentId()).orElse("none");
    }

    String settlementState(Payment payment) {
        return query("select state from settlement where payment_id = ?", payment.paymentId())
                .orElse("none");
    }

    static BigInteger received(Payment payment) {
        return Chain.shared().balanceOf(payment.authorization().to());
    }

    static void mine(int blocks) {
        Chain.shared().rpc("anvil_mine", "0x" + Integer.toHexString(blocks));
    }

    @Override
    public void close() {
        outcomeReader.close();
        producer.close();
        dataSource.close();
        rpc.close();
        signer.close();
    }
}
