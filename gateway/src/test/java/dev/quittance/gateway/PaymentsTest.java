package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.AnswerCache;
import dev.quittance.gateway.delivery.AnswerKeys;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.Joins;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.FacilitatorsConfig;
import dev.quittance.gateway.payment.Code;
import dev.quittance.gateway.payment.Key;
import dev.quittance.gateway.payment.Outcome;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.payment.Purchase;
import dev.quittance.gateway.proof.SiwxProof;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import dev.quittance.gateway.receipt.NoReceipts;
import dev.quittance.gateway.reservation.AbandonedStore;
import dev.quittance.gateway.reservation.Also;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.reservation.Ending;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.LeaseLostException;
import dev.quittance.gateway.reservation.Log;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Settled;
import dev.quittance.gateway.reservation.Terms;
import dev.quittance.gateway.route.Binding;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
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
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Replicas, dead holders and forgetful facilitators, on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Set before all tests.
class PaymentsTest {
    private static final String ASSET = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final PaymentRequirements OFFER = new PaymentRequirements(
            "exact",
            "eip155:84532",
            BigInteger.TEN,
            ASSET,
            "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
            300,
            JsonObject.EMPTY);

    private static final String MASTER = "test:" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final Terms UPFRONT = new Terms(Flow.UPFRONT, Level.INCLUDED, true);
    private static final Terms UPFRONT_ONCE = new Terms(Flow.UPFRONT, Level.INCLUDED, false);
    private static final Terms AUTHORIZATION = new Terms(Flow.AUTHORIZATION, Level.INCLUDED, true);

    private EmbeddedPostgres postgres;
    private FakeFacilitator facilitator;
    private DataSource database;

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

    @Test
    void oneOfManyReplicasExecutesAndAllGiveTheSameBytes() throws Exception {
        // Given two replicas and one payment
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        var replicas = List.of(replica(true), replica(true));
        var calls = new ArrayList<Callable<Outcome>>();
        for (int i = 0; i < 32; i++) {
            var replica = replicas.get(i % 2);
            calls.add(() -> replica.serve(upfront(attempt, work)));
        }

        // When
        var outcomes = all(calls);

        // Then
        assertThat(outcomes).allMatch(Outcome.Delivered.class::isInstance);
        assertThat(outcomes.stream().map(PaymentsTest::bytes).distinct()).hasSize(1);
        assertThat(work.asked()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void bindsAnAuthorizationToOneOfManyRequests() throws Exception {
        // Given one authorization on twenty different requests
        facilitator.reset();
        var nonce = Payer.nonce();
        var payments = replica(true);
        var work = new FakeWork();
        var calls = new ArrayList<Callable<Outcome>>();
        for (int request = 1; request <= 20; request++) {
            var attempt = attempt(nonce, request, true);
            calls.add(() -> payments.serve(upfront(attempt, work)));
        }

        // When
        var outcomes = all(calls);

        // Then
        assertThat(outcomes).filteredOn(Outcome.Delivered.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> code(outcome).equals(Optional.of(Code.AUTHORIZATION_BOUND_ELSEWHERE)))
                .hasSize(19);
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(work.asked()).hasSize(1);
    }

    @Test
    void doesNotBelieveTheRefusalsOfAForgetfulFacilitatorAfterAnOpenOutcome() throws Exception {
        // Given an open outcome
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        facilitator.behave(
                request -> FakeFacilitator.refused(request, "settlement_pending", FakeFacilitator.TRANSACTION));
        replica(false).serve(upfront(attempt, work));

        // When a facilitator that forgot it reports the nonce as used
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_nonce_already_used", ""));
        var forgetful = replica(false).serve(upfront(attempt, work));

        // Then the payer is not told to pay again, unless the facilitator is known to remember
        assertThat(code(forgetful)).hasValue(Code.SETTLEMENT_PENDING);
        assertThat(replica(true).serve(upfront(attempt, work))).isInstanceOf(Outcome.Unpaid.class);
        assertThat(work.asked()).isEmpty();
    }

    @Test
    void anExpiredQuoteContinuesAPaymentButStartsNone() throws Exception {
        // Given
        facilitator.reset();
        var nonce = Payer.nonce();
        var work = new FakeWork();
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));

        // When
        var tooLate = replica(true).serve(upfront(attempt(nonce, 1, false), work));
        replica(true).serve(upfront(attempt(nonce, 1, true), work));
        facilitator.behave(FakeFacilitator::settled);
        var continued = replica(true).serve(upfront(attempt(nonce, 1, false), work));

        // Then
        assertThat(tooLate).isEqualTo(new Outcome.Unpaid("challenge_expired", Optional.empty()));
        assertThat(continued).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void whatADeadGatewayStoredIsGivenByAnother() throws Exception {
        // Given an answer that was stored by a gateway that died before its first byte went out
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var first = replica(true).serve(upfront(attempt, new FakeWork()));

        // When another one is asked, which has nothing in memory
        var work = new FakeWork();
        var again = replica(true).serve(upfront(attempt, work));

        // Then
        assertThat(bytes(again)).isEqualTo(bytes(first));
        assertThat(work.asked()).isEmpty();
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void aGatewayThatDiedWhileItSettledIsFollowedByTheSweeper() throws Exception {
        // Given a gateway that died after the facilitator was asked, and a client that does not come back
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var lease = abandonedWhileSettling(attempt);

        // When others sweep, and sweep again
        sweeper(Duration.ofHours(1)).sweep();
        var settled = found(lease);
        sweeper(Duration.ofHours(1)).sweep();
        sweeper(Duration.ZERO).sweep();

        // Then the outcome is known, and what was paid and never fetched is owed back, and announced once
        assertThat(settled.state()).isEqualTo(ReservationState.EXECUTING);
        assertThat(settled.executions()).isZero();
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(found(lease).state()).isEqualTo(ReservationState.REFUND_DUE);
        assertThat(announced(lease)).containsExactly("quittance.delivery.refund_due");
    }

    @Test
    void whatTheSweeperFoundPaidIsServedOnceEvenIfItMustNotBeRepeated() throws Exception {
        // Given a paid request that no upstream has seen, on a route that is not idempotent
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var lease = abandonedWhileSettling(attempt);
        sweeper(Duration.ofHours(1)).sweep();

        // When its client comes back
        var work = new FakeWork();
        var outcome = replica(true).serve(purchase(attempt, work, UPFRONT_ONCE));

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(work.asked()).containsExactly(lease.paymentId());
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void theSweeperFreesWhatWasRefused() throws Exception {
        // Given
        facilitator.reset();
        var lease = abandonedWhileSettling(attempt(Payer.nonce(), 1, true));
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_insufficient_balance", ""));

        // When
        sweeper(Duration.ofHours(1)).sweep();

        // Then the reservation is gone, its log tells why
        assertThat(store(Duration.ofMinutes(1)).find(lease.paymentId())).isEmpty();
        assertThat(new Log(database).read(lease.paymentId()))
                .extracting(Log.Entry::type)
                .containsExactly("reserved", "settle_asked", "settle_asked", "freed");
    }

    @Test
    void chargesNothingWhenTheUpstreamFailsBeforeThePayment() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        work.answers(new UpstreamAnswer.Whole(new PaidAnswer(500, List.of(), new byte[] {1})));

        // When
        var outcome = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // Then its words pass, and the authorization is free again
        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        assertThat(facilitator.asked()).isEmpty();
        assertThat(store(Duration.ofMinutes(1)).find(attempt.claim().authorization()))
                .isEmpty();
    }

    @Test
    void destroysTheWithheldAnswerWhenThePaymentIsRefused() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_insufficient_balance", ""));

        // When
        var outcome = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unpaid.class,
                        unpaid -> assertThat(unpaid.error()).isEqualTo("invalid_exact_evm_insufficient_balance"));
        assertThat(count(
                        "select count(*) from stored_answer where payment_id = ?",
                        work.asked().getFirst()))
                .isZero();
        assertThat(count(
                        "select count(*) from outbox where key = ?::text",
                        work.asked().getFirst()))
                .isOne();
    }

    @Test
    void aWithheldAnswerIsPaidLaterAndGivenThen() throws Exception {
        // Given an answer whose settlement is open
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));
        var pending = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // When
        facilitator.behave(FakeFacilitator::settled);
        var paid = replica(true).serve(purchase(attempt, work, AUTHORIZATION));
        var again = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // Then the upstream worked once, for one payment
        assertThat(code(pending)).hasValue(Code.SETTLEMENT_PENDING);
        assertThat(bytes(paid)).isEqualTo(bytes(again)).contains("PAYMENT-RESPONSE");
        assertThat(work.asked()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(2);
        assertThat(facilitator.asked().get(0)).isEqualTo(facilitator.asked().get(1));
    }

    @Test
    void startsNothingThatItHasNoRoomFor() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();

        // When
        var outcome =
                replica(true).serve(new Purchase(attempt, UPFRONT, true, "http://localhost/payments/", work, () -> {}));

        // Then
        assertThat(code(outcome)).hasValue(Code.ANSWERS_FULL);
        assertThat(facilitator.asked()).isEmpty();
        assertThat(store(Duration.ofMinutes(1)).find(attempt.claim().authorization()))
                .isEmpty();
    }

    @Test
    void forgetsAnswersWhoseTimeIsOverButNotThatTheyWereGiven() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        replica(true).serve(upfront(attempt, work));
        UUID paymentId = work.asked().getFirst();
        execute("update stored_answer set expires_at = now() where payment_id = ?", paymentId);

        // When
        sweeper(Duration.ofHours(1)).sweep();
        var again = replica(true).serve(upfront(attempt, work));

        // Then
        assertThat(count("select count(*) from stored_answer where payment_id = ?", paymentId))
                .isZero();
        assertThat(code(again)).hasValue(Code.ALREADY_DELIVERED);
        assertThat(work.asked()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void anIdentifierIsChargedOnceWhateverTheAuthorization() throws Exception {
        // Given a delivered payment with an identifier
        facilitator.reset();
        var work = new FakeWork();
        String id = "order-" + UUID.randomUUID();
        var first = replica(true).serve(upfront(named(attempt(Payer.nonce(), 1, true), id), work));

        // When the same payer shows another authorization for the same request, and for another
        var same = replica(true).serve(upfront(named(attempt(Payer.nonce(), 1, true), id), work));
        var other = replica(true).serve(upfront(named(attempt(Payer.nonce(), 2, true), id), work));
        facilitator.verifyAs(request -> FakeFacilitator.invalid("invalid_exact_evm_signature"));
        var forged = replica(true).serve(upfront(named(attempt(Payer.nonce(), 1, true), id), work));

        // Then
        assertThat(bytes(same)).isEqualTo(bytes(first));
        assertThat(code(other)).hasValue(Code.IDENTIFIER_BOUND_ELSEWHERE);
        assertThat(forged).isEqualTo(new Outcome.Unpaid("invalid_exact_evm_signature", Optional.empty()));
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(work.asked()).hasSize(1);
    }

    @Test
    void withoutTheChallengeOneGetsTheStateAndNothingElse() throws Exception {
        // Given a delivered payment of version 1, which has no challenge
        facilitator.reset();
        var work = new FakeWork();
        var started = withoutChallenge(attempt(Payer.nonce(), 1, true), new Key.None());
        var first = replica(true).serve(upfront(started, work));

        // When somebody rebuilds the header from calldata, and the payer proves the key
        var thief = replica(true).serve(upfront(started, work));
        var wallet = new Key.Wallet(new SiwxProof(Payer.ADDRESS, Instant.now()));
        var payer = replica(true)
                .serve(upfront(new PaymentAttempt.Fits(started.claim(), started.settle(), true, wallet), work));

        // Then
        assertThat(thief)
                .isEqualTo(new Outcome.Refused(
                        Code.ALREADY_DELIVERED,
                        Optional.empty(),
                        Optional.of(ReservationState.DONE),
                        Optional.empty()));
        assertThat(bytes(payer)).isEqualTo(bytes(first));
        assertThat(work.asked()).hasSize(1);
    }

    @Test
    void refusesWhoeverLostItsLease() {
        // Given a holder that was silent for too long
        var store = store(Duration.ZERO);
        var attempt = attempt(Payer.nonce(), 1, true);
        Lease old = store.reserve(attempt.claim(), UPFRONT, UUID.randomUUID(), Optional.of(question(attempt)))
                .orElseThrow();
        Lease taken = store.takeOver(old.paymentId(), ReservationState.SETTLING).orElseThrow();

        // When / Then it can no longer act, the new holder can
        assertThatThrownBy(() -> store.settled(old, Flow.UPFRONT, Event.SETTLED, settled(), true))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> store.free(old, "test", Optional.empty())).isInstanceOf(LeaseLostException.class);
        store.settled(taken, Flow.UPFRONT, Event.SETTLED, settled(), true);
        assertThat(store.find(old.paymentId()).orElseThrow().reservation().settlement())
                .hasValue(settled().response());
    }

    @Test
    void theSchemaItselfHoldsTheStateMachine() {
        // Given a delivered payment
        var store = store(Duration.ofMinutes(1));
        var attempt = attempt(Payer.nonce(), 1, true);
        Lease lease = store.reserve(attempt.claim(), UPFRONT, UUID.randomUUID(), Optional.of(question(attempt)))
                .orElseThrow();
        store.settled(lease, Flow.UPFRONT, Event.SETTLED, settled(), true);
        store.ended(
                lease,
                Flow.UPFRONT,
                ReservationState.EXECUTING,
                new Ending(Event.DELIVERED, Optional.of(200), Optional.empty(), Optional.empty(), Also.NOTHING));

        // When / Then nothing opens, moves or removes it, nor its log
        for (String change : List.of(
                "update reservation set state = 'EXECUTING', sequence = sequence + 1 where payment_id = ?",
                "update reservation set state = 'SETTLING', settlement = null where payment_id = ?",
                "update reservation set nonce = decode(repeat('00', 32), 'hex') where payment_id = ?",
                "update reservation set amount = 1 where payment_id = ?",
                "update reservation set fence = 0 where payment_id = ?",
                "delete from reservation where payment_id = ?",
                "update reservation_event set type = 'nothing' where payment_id = ?",
                "delete from reservation_event where payment_id = ?",
                "insert into reservation_event (payment_id, sequence, type) values (?, 99, 'gap')")) {
            assertThatThrownBy(() -> execute(change, lease.paymentId()))
                    .as(change)
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23514");
        }
        assertThatThrownBy(() -> execute(
                        "update reservation set sequence = sequence + 1 where payment_id = ?", lease.paymentId()))
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("23503");
    }

    private void execute(String sql, UUID paymentId) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, paymentId);
            statement.executeUpdate();
        }
    }

    private static List<Outcome> all(List<Callable<Outcome>> calls) throws Exception {
        var outcomes = new ArrayList<Outcome>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var call : threads.invokeAll(calls)) {
                outcomes.add(call.get());
            }
        }
        return outcomes;
    }

    private static String bytes(Outcome outcome) {
        var answer = ((Outcome.Delivered) outcome).answer();
        return answer.status() + answer.headers().toString() + new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static Optional<Code> code(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? Optional.of(refused.code()) : Optional.empty();
    }

    private Lease abandonedWhileSettling(PaymentAttempt.Fits attempt) throws SQLException {
        var lease = store(Duration.ZERO)
                .reserve(attempt.claim(), UPFRONT_ONCE, UUID.randomUUID(), Optional.of(question(attempt)))
                .orElseThrow();
        execute("update reservation set sweep_after = now() where payment_id = ?", lease.paymentId());
        return lease;
    }

    private Reservation found(Lease lease) {
        return store(Duration.ofMinutes(1))
                .find(lease.paymentId())
                .orElseThrow()
                .reservation();
    }

    private List<String> announced(Lease lease) throws SQLException {
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

    private long count(String sql, UUID paymentId) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, paymentId);
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    private ReservationStore store(Duration leaseLife) {
        return new ReservationStore(database, leaseLife, Duration.ofHours(1));
    }

    private static Settled settled() {
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

    private static ReservationStore.Question question(PaymentAttempt.Fits attempt) {
        return new ReservationStore.Question("default", attempt.settle());
    }

    private static Purchase upfront(PaymentAttempt.Fits attempt, FakeWork work) {
        return purchase(attempt, work, UPFRONT);
    }

    private static Purchase purchase(PaymentAttempt.Fits attempt, FakeWork work, Terms terms) {
        return new Purchase(attempt, terms, false, "http://localhost/payments/", work, () -> {});
    }

    private Sweeper sweeper(Duration undeliveredAfter) throws IOException {
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

    private Payments replica(boolean remembers) throws IOException {
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
                new LeaseKeeper(store, Duration.ofMinutes(1)),
                Facilitators.of(config.getConfigMapping(FacilitatorsConfig.class), clock, new SimpleMeterRegistry()),
                new AnswerSeal(AnswerKeys.parse(List.of(MASTER)), new SecureRandom()),
                new AnswerCache(0, Duration.ofHours(1), clock),
                new Announcements(clock),
                new NoReceipts(),
                new Joins(100),
                Duration.ofSeconds(20));
    }

    private static PaymentAttempt.Fits named(PaymentAttempt.Fits attempt, String identifier) {
        return with(attempt, attempt.claim().challengeDigest(), Optional.of(identifier), attempt.key());
    }

    private static PaymentAttempt.Fits withoutChallenge(PaymentAttempt.Fits attempt, Key key) {
        return with(attempt, Optional.empty(), Optional.empty(), key);
    }

    private static PaymentAttempt.Fits with(
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

    private static PaymentAttempt.Fits attempt(Bytes32 nonce, int request, boolean quoteHolds) {
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
