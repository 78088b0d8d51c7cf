package dev.quittance.gateway.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.route.Binding;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.SettleResponse;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The log against the rows: whatever happens, replaying the one gives the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Set before all tests.
class ReservationLogTest {
    private static final int PAYMENTS = 60;
    private static final int STEPS = 12;
    private static final Address PAYER = new Address(new byte[Address.LENGTH]);
    private static final PaymentRequirements OFFER = new PaymentRequirements(
            "exact", "eip155:84532", BigInteger.TEN, PAYER.toString(), PAYER.toString(), 60, JsonObject.EMPTY);
    private static final ReservationStore.Question QUESTION = new ReservationStore.Question(
            "default",
            new FacilitatorRequest(
                    new PaymentPayload(Optional.empty(), OFFER, JsonObject.EMPTY, JsonObject.EMPTY), OFFER));

    private EmbeddedPostgres postgres;
    private DataSource database;
    private ReservationStore store;
    private ProgressStore progress;

    @BeforeAll
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        database = postgres.getPostgresDatabase();
        Flyway.configure()
                .dataSource(database)
                .locations("db/migration", "db/events")
                .load()
                .migrate();
        progress = new ProgressStore(database, Duration.ofHours(1));
        store = new ReservationStore(database, Duration.ofMinutes(1));
    }

    @AfterAll
    void stop() throws IOException {
        postgres.close();
    }

    @Test
    void theSchemaKnowsTheSameTransitions() throws SQLException {
        // Given
        var inJava = new TreeSet<String>();
        for (var flow : Flow.values()) {
            for (var from : ReservationState.values()) {
                for (var event : Event.values()) {
                    from.after(flow, event)
                            .ifPresent(to -> inJava.add(flow + " " + from + " " + event.wire() + " " + to));
                }
            }
        }

        // When
        var inSchema = new TreeSet<String>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "select flow, from_state, event, to_state from reservation_transition");
                var row = statement.executeQuery()) {
            while (row.next()) {
                inSchema.add(String.join(" ", row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
            }
        }

        // Then
        assertThat(inSchema).isEqualTo(inJava);
    }

    @Test
    void replayingTheLogOfRandomStepsGivesTheState() {
        // Given
        long seed = new Random().nextLong();
        System.out.println("ReservationLogTest seed " + seed);
        var random = new Random(seed);

        for (int payment = 0; payment < PAYMENTS; payment++) {
            var flow = any(random, Flow.values());
            var terms = new Terms(flow, any(random, Level.values()), random.nextBoolean());
            boolean asks = flow == Flow.UPFRONT && random.nextBoolean();
            var lease = store.reserve(
                            claim(random), terms, UUID.randomUUID(), asks ? Optional.of(QUESTION) : Optional.empty())
                    .orElseThrow();
            var state = asks ? ReservationState.SETTLING : ReservationState.RESERVED;

            // When random events happen, also such as cannot
            boolean freed = false;
            for (int step = 0; step < STEPS && !freed; step++) {
                var from = state;
                if (!from.isPaid(flow) && !from.isFinal() && random.nextInt(20) == 0) {
                    store.free(lease, "random", Optional.empty());
                    freed = true;
                    continue;
                }
                var event = any(random, Event.values());
                var next = from.after(flow, event);
                if (next.isPresent()) {
                    happen(lease, flow, from, event);
                    state = next.get();
                } else {
                    assertThatThrownBy(() -> happen(lease, flow, from, event))
                            .as("seed %d: %s to %s", seed, event, from)
                            .isInstanceOfAny(IllegalArgumentException.class, LeaseLostException.class);
                }
            }

            // Then the log has no gap, each entry starts where the last one ended, and the last one is where it stands
            var log = new Log(database).read(lease.paymentId());
            Optional<String> at = Optional.empty();
            for (int i = 0; i < log.size(); i++) {
                assertThat(log.get(i).sequence()).isEqualTo(i + 1);
                assertThat(log.get(i).from()).as("seed %d", seed).isEqualTo(at);
                at = log.get(i).to();
            }
            var row = store.find(lease.paymentId())
                    .map(found -> found.reservation().state().name());
            assertThat(at).as("seed %d", seed).isEqualTo(row);
            assertThat(row).isEqualTo(freed ? Optional.empty() : Optional.of(state.name()));
            assertThat(confirmedBeforeDone(log, flow)).as("seed %d", seed).isTrue();
        }
    }

    /** Invariant 3: nothing is done that was not settled, at its level, earlier in the log. */
    private static boolean confirmedBeforeDone(List<Log.Entry> log, Flow flow) {
        var types = new ArrayList<String>();
        for (var entry : log) {
            if (entry.to().equals(Optional.of("DONE"))
                    || (flow == Flow.UPFRONT && entry.to().equals(Optional.of("EXECUTING")))) {
                types.add(entry.type());
                return types.contains("settled") || types.contains("level_reached");
            }
            types.add(entry.type());
        }
        return true;
    }

    private void happen(Lease lease, Flow flow, ReservationState from, Event event) {
        switch (event) {
            case VERIFIED -> {
                if (flow != Flow.AUTHORIZATION || from != ReservationState.RESERVED) {
                    throw new IllegalArgumentException("only said of what is reserved");
                }
                store.verified(lease);
            }
            case SETTLE_ASKED -> store.settleAsked(lease, flow, from, QUESTION);
            case SETTLED, SETTLED_BELOW -> {
                if (from != ReservationState.SETTLING) {
                    throw new IllegalArgumentException("only said of what settles");
                }
                progress.settled(lease, flow, event, settled(), true);
            }
            case LEVEL_REACHED -> {
                if (from != ReservationState.CONFIRMING) {
                    throw new IllegalArgumentException("only said of what is confirmed");
                }
                progress.levelReached(lease, flow, Level.FINALIZED, Optional.empty());
            }
            case RESUMED -> {
                if (from != ReservationState.EXECUTING) {
                    throw new IllegalArgumentException("only said of what executes");
                }
                store.resumed(lease, flow);
            }
            case ANSWERED, DELIVERED, CUT_OFF, UPSTREAM_FAILED, UNDELIVERED ->
                progress.ended(
                        lease,
                        flow,
                        from,
                        new Ending(event, Optional.of(200), Optional.empty(), Optional.empty(), Also.NOTHING));
        }
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Settled settled() {
        var response = SettleResponse.settled(PAYER.toString(), "0x" + "ab".repeat(32), "eip155:84532", "10");
        return new Settled(
                response,
                "default",
                Optional.empty(),
                Level.INCLUDED,
                Optional.empty(),
                Optional.empty(),
                Also.NOTHING);
    }

    private static Claim claim(Random random) {
        byte[] nonce = new byte[Bytes32.LENGTH];
        random.nextBytes(nonce);
        var word = new Bytes32(nonce);
        return new Claim(
                new Claim.Authorization(84532, PAYER, PAYER, word),
                "demo",
                word,
                Optional.of(word),
                "weather",
                OFFER,
                Binding.COMPAT,
                2,
                Optional.empty(),
                Optional.empty());
    }
}
