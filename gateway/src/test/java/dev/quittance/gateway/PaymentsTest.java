package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.FacilitatorsConfig;
import dev.quittance.gateway.payment.Admission;
import dev.quittance.gateway.payment.Admission.Code;
import dev.quittance.gateway.payment.Key;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.LeaseLostException;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.route.Binding;
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
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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

    private EmbeddedPostgres postgres;
    private FakeFacilitator facilitator;
    private DataSource database;

    @BeforeAll
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        database = postgres.getPostgresDatabase();
        Flyway.configure().dataSource(database).locations("db/migration").load().migrate();
        facilitator = new FakeFacilitator();
    }

    @AfterAll
    void stop() throws IOException {
        facilitator.close();
        postgres.close();
    }

    @Test
    void letsOneOfManyReplicasExecute() throws Exception {
        // Given two replicas and one payment
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var replicas = List.of(payments(true), payments(true));
        var calls = new ArrayList<Callable<Admission>>();
        for (int i = 0; i < 32; i++) {
            var replica = replicas.get(i % 2);
            calls.add(() -> replica.admit(attempt, true));
        }

        // When
        var admissions = new ArrayList<Admission>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var call : threads.invokeAll(calls)) {
                admissions.add(call.get());
            }
        }

        // Then
        assertThat(admissions).filteredOn(Admission.Execute.class::isInstance).hasSize(1);
        assertThat(admissions).allMatch(a -> a instanceof Admission.Execute || a instanceof Admission.Pending);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void bindsAnAuthorizationToOneOfManyRequests() throws Exception {
        // Given one authorization on twenty different requests
        facilitator.reset();
        var nonce = Payer.nonce();
        var payments = payments(true);
        var calls = new ArrayList<Callable<Admission>>();
        for (int request = 1; request <= 20; request++) {
            var attempt = attempt(nonce, request, true);
            calls.add(() -> payments.admit(attempt, true));
        }

        // When
        var admissions = new ArrayList<Admission>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var call : threads.invokeAll(calls)) {
                admissions.add(call.get());
            }
        }

        // Then
        assertThat(admissions).filteredOn(Admission.Execute.class::isInstance).hasSize(1);
        assertThat(admissions)
                .filteredOn(new Admission.Conflict(Code.AUTHORIZATION_BOUND_ELSEWHERE)::equals)
                .hasSize(19);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void doesNotBelieveTheRefusalsOfAForgetfulFacilitatorAfterAnOpenOutcome() throws Exception {
        // Given an open outcome
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        facilitator.behave(
                request -> FakeFacilitator.refused(request, "settlement_pending", FakeFacilitator.TRANSACTION));
        payments(false).admit(attempt, true);

        // When a facilitator that forgot it reports the nonce as used
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_nonce_already_used", ""));
        var forgetful = payments(false).admit(attempt, true);

        // Then the payer is not told to pay again, unless the facilitator is known to remember
        assertThat(forgetful).isInstanceOf(Admission.Pending.class);
        assertThat(payments(true).admit(attempt, true)).isInstanceOf(Admission.Unpaid.class);
    }

    @Test
    void anExpiredQuoteContinuesAPaymentButStartsNone() throws Exception {
        // Given
        facilitator.reset();
        var nonce = Payer.nonce();
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));

        // When
        var tooLate = payments(true).admit(attempt(nonce, 1, false), true);
        payments(true).admit(attempt(nonce, 1, true), true);
        facilitator.behave(FakeFacilitator::settled);
        var continued = payments(true).admit(attempt(nonce, 1, false), true);

        // Then
        assertThat(tooLate).isEqualTo(new Admission.Unpaid("challenge_expired", Optional.empty()));
        assertThat(continued).isInstanceOf(Admission.Execute.class);
    }

    @Test
    void refusesWhoeverLostItsLease() {
        // Given a holder that was silent for too long
        var store = new ReservationStore(database, Duration.ZERO);
        var claim = attempt(Payer.nonce(), 1, true).claim();
        Lease old = store.reserve(claim, UUID.randomUUID()).orElseThrow();
        store.settleAsked(old);
        Lease taken = store.takeOver(old.paymentId(), ReservationState.SETTLING).orElseThrow();

        // When / Then it can no longer act, the new holder can
        var settlement =
                SettleResponse.settled(Payer.ADDRESS.toString(), FakeFacilitator.TRANSACTION, "eip155:84532", "10");
        assertThatThrownBy(() -> store.settled(old, settlement)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> store.free(old)).isInstanceOf(LeaseLostException.class);
        store.settled(taken, settlement);
        assertThat(store.find(claim.authorization()).orElseThrow().settlement()).hasValue(settlement);
    }

    @Test
    void theSchemaItselfHoldsTheStateMachine() {
        // Given a delivered payment
        var store = new ReservationStore(database, Duration.ofMinutes(1));
        Lease lease = store.reserve(attempt(Payer.nonce(), 1, true).claim(), UUID.randomUUID())
                .orElseThrow();
        store.settleAsked(lease);
        var settlement =
                SettleResponse.settled(Payer.ADDRESS.toString(), FakeFacilitator.TRANSACTION, "eip155:84532", "10");
        store.settled(lease, settlement);
        store.ended(lease, Event.DELIVERED, Optional.of(200));

        // When / Then nothing opens, moves or removes it
        for (String change : List.of(
                "update reservation set state = 'EXECUTING' where payment_id = ?",
                "update reservation set state = 'SETTLING', settlement = null where payment_id = ?",
                "update reservation set nonce = decode(repeat('00', 32), 'hex') where payment_id = ?",
                "update reservation set amount = 1 where payment_id = ?",
                "update reservation set fence = 0 where payment_id = ?",
                "delete from reservation where payment_id = ?")) {
            assertThatThrownBy(() -> execute(change, lease.paymentId()))
                    .as(change)
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23514");
        }
    }

    private void execute(String sql, UUID paymentId) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, paymentId);
            statement.executeUpdate();
        }
    }

    private Payments payments(boolean remembers) throws IOException {
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
        var store = new ReservationStore(database, Duration.ofMinutes(1));
        return new Payments(
                store,
                new LeaseKeeper(store, Duration.ofMinutes(1)),
                Facilitators.of(
                        config.getConfigMapping(FacilitatorsConfig.class),
                        InstantSource.system(),
                        new SimpleMeterRegistry()));
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
