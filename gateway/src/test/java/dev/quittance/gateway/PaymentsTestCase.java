package dev.quittance.gateway;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.AnswerCache;
import dev.quittance.gateway.delivery.AnswerKeys;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.Joins;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.FacilitatorsConfig;
import dev.quittance.gateway.payment.Code;
import dev.quittance.gateway.payment.Key;
import dev.quittance.gateway.payment.Outcome;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.payment.Purchase;
import dev.quittance.gateway.receipt.NoReceipts;
import dev.quittance.gateway.reservation.AbandonedStore;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.ProgressStore;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Settled;
import dev.quittance.gateway.reservation.Terms;
import dev.quittance.gateway.route.Binding;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.gateway.route.Meter;
import dev.quittance.gateway.sweep.SweepConfig;
import dev.quittance.gateway.sweep.Sweeper;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.ResourceInfo;
import dev.quittance.protocol.x402.SettleResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Payments on a real database, without HTTP before them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Set before all tests.
abstract class PaymentsTestCase {
    private static final Vertx VERTX = Vertx.vertx();
    static final String ASSET = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    static final PaymentRequirements OFFER = new PaymentRequirements(
            "exact",
            "eip155:84532",
            BigInteger.TEN,
            ASSET,
            "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
            300,
            JsonObject.EMPTY);

    static final String MASTER = "test:" + Base64.getEncoder().encodeToString(new byte[32]);
    static final Terms UPFRONT = new Terms(Flow.UPFRONT, Level.INCLUDED, true);
    static final Terms UPFRONT_ONCE = new Terms(Flow.UPFRONT, Level.INCLUDED, false);
    static final Terms AUTHORIZATION = new Terms(Flow.AUTHORIZATION, Level.INCLUDED, true);

    EmbeddedPostgres postgres;
    FakeFacilitator facilitator;
    DataSource database;

    @BeforeAll
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        database = postgres.getPostgresDatabase();
        Flyway.configure()
                .dataSource(database)
                .locations("db/migration", "db/events")
                .load()
                .migrate();
        facilitator = new FakeFacilitator();
    }

    @AfterAll
    void stop() throws IOException {
        facilitator.close();
        postgres.close();
    }

    void execute(String sql, UUID paymentId) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, paymentId);
            statement.executeUpdate();
        }
    }

    static List<Outcome> all(List<Callable<Outcome>> calls) throws Exception {
        var outcomes = new ArrayList<Outcome>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var call : threads.invokeAll(calls)) {
                outcomes.add(call.get());
            }
        }
        return outcomes;
    }

    static String bytes(Outcome outcome) {
        var answer = ((Outcome.Delivered) outcome).answer();
        return answer.status() + answer.headers().toString() + new String(answer.body(), StandardCharsets.UTF_8);
    }

    static Optional<Code> code(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? Optional.of(refused.code()) : Optional.empty();
    }

    Lease abandonedWhileSettling(PaymentAttempt.Fits attempt) throws SQLException {
        var lease = store(Duration.ZERO)
                .reserve(attempt.claim(), UPFRONT_ONCE, UUID.randomUUID(), Optional.of(question(attempt)))
                .orElseThrow();
        execute("update reservation set sweep_after = now() where payment_id = ?", lease.paymentId());
        return lease;
    }

    Reservation found(Lease lease) {
        return store(Duration.ofMinutes(1))
                .find(lease.paymentId())
                .orElseThrow()
                .reservation();
    }

    List<String> announced(Lease lease) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select payload from outbox where key = ?")) {
            statement.setString(1, lease.paymentId().toString());
            var types = new ArrayList<String>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    types.add(dev.quittance.events.Event.parse(row.getBytes(1)).type());
                }
            }
            return types;
        }
    }

    long count(String sql, UUID paymentId) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, paymentId);
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    ReservationStore store(Duration leaseLife) {
        return new ReservationStore(database, leaseLife);
    }

    ProgressStore progress() {
        return new ProgressStore(database, Duration.ofHours(1));
    }

    static Settled settled() {
        var response =
                SettleResponse.settled(Payer.ADDRESS.toString(), FakeFacilitator.TRANSACTION, "eip155:84532", "10");
        return new Settled(
                response,
                "default",
                Optional.empty(),
                Level.INCLUDED,
                Optional.empty(),
                Optional.empty(),
                Also.NOTHING);
    }

    static ReservationStore.Question question(PaymentAttempt.Fits attempt) {
        return new ReservationStore.Question("default", attempt.settle());
    }

    static Purchase upfront(PaymentAttempt.Fits attempt, FakeWork work) {
        return purchase(attempt, work, UPFRONT);
    }

    static Purchase purchase(PaymentAttempt.Fits attempt, FakeWork work, Terms terms) {
        return new Purchase(
                attempt, terms, Optional.empty(), "http://localhost/payments/", work, Optional.empty(), () -> {});
    }

    static Purchase metered(PaymentAttempt.Fits attempt, FakeWork work, Meter meter) {
        return new Purchase(
                attempt,
                AUTHORIZATION,
                Optional.empty(),
                "http://localhost/payments/",
                work,
                Optional.of(meter),
                () -> {});
    }

    Sweeper sweeper(Duration undeliveredAfter) throws IOException {
        var config = new SweepConfig() {
            @Override
            public Duration period() {
                return Duration.ofHours(1);
            }

            @Override
            public int batchMax() {
                return 100;
            }

            @Override
            public Duration undeliveredAfter() {
                return undeliveredAfter;
            }
        };
        return new Sweeper(
                () -> true, store(Duration.ofMinutes(1)), new AbandonedStore(database, 100), replica(true), config);
    }

    Payments replica(boolean remembers) throws IOException {
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(FacilitatorsConfig.class)
                .withDefaultValues(Map.of(
                        "quittance.gateway.facilitators[0].name",
                        "default",
                        "quittance.gateway.facilitators[0].url",
                        facilitator.url(),
                        "quittance.gateway.facilitators[0].trusted",
                        "true",
                        "quittance.gateway.facilitators[0].remembers",
                        Boolean.toString(remembers)))
                .build();
        var store = store(Duration.ofMinutes(1));
        var clock = InstantSource.system();
        return new Payments(
                store,
                progress(),
                new LeaseKeeper(store, Duration.ofMinutes(1)),
                Facilitators.of(
                        VERTX, config.getConfigMapping(FacilitatorsConfig.class), clock, new SimpleMeterRegistry()),
                new AnswerSeal(AnswerKeys.parse(List.of(MASTER)), new SecureRandom()),
                new AnswerCache(0, Duration.ofHours(1), clock),
                new Announcements(clock),
                new NoReceipts(),
                new Joins(100),
                Duration.ofSeconds(20));
    }

    static PaymentAttempt.Fits named(PaymentAttempt.Fits attempt, String identifier) {
        return with(attempt, attempt.claim().challengeDigest(), Optional.of(identifier), attempt.key());
    }

    static PaymentAttempt.Fits withoutChallenge(PaymentAttempt.Fits attempt, Key key) {
        return with(attempt, Optional.empty(), Optional.empty(), key);
    }

    static PaymentAttempt.Fits with(
            PaymentAttempt.Fits attempt, Optional<Bytes32> challenge, Optional<String> identifier, Key key) {
        var claim = attempt.claim();
        return new PaymentAttempt.Fits(
                new Claim(
                        claim.authorization(),
                        claim.tenant(),
                        claim.requestDigest(),
                        challenge,
                        claim.route(),
                        claim.offer(),
                        claim.binding(),
                        claim.x402Version(),
                        claim.order(),
                        identifier),
                attempt.settle(),
                attempt.quoteHolds(),
                key);
    }

    static PaymentAttempt.Fits attempt(Bytes32 nonce, int request, boolean quoteHolds) {
        var challenge = new PaymentRequired(
                Optional.empty(),
                new ResourceInfo("http://localhost/x", Optional.empty(), Optional.empty()),
                List.of(OFFER),
                JsonObject.EMPTY);
        var claim = new Claim(
                new Claim.Authorization(84532, Address.parse(ASSET), Payer.ADDRESS, nonce),
                "demo",
                Bytes32.of(BigInteger.valueOf(request)),
                Optional.of(Bytes32.of(BigInteger.valueOf(request))),
                "weather",
                OFFER,
                Binding.COMPAT,
                2,
                Optional.empty(),
                Optional.empty());
        var settle = new FacilitatorRequest(Payer.pay(challenge, nonce), OFFER);
        return new PaymentAttempt.Fits(claim, settle, quoteHolds, new Key.Challenge());
    }
}
