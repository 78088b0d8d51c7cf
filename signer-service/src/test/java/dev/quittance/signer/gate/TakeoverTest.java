package dev.quittance.signer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.signer.SignerEnvironment;
import dev.quittance.signer.custody.CustodyChanged;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.custody.UsageStore;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.lease.LeaseConfig;
import dev.quittance.signer.lease.LeaseStore;
import dev.quittance.signer.lease.Restoration;
import dev.quittance.signer.policy.Denial;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.Scope;
import dev.quittance.signer.policy.Window;
import dev.quittance.signer.problem.ProblemException;
import dev.quittance.signer.seal.Root;
import dev.quittance.signer.transparency.Witnesses;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The service's own gate, and a second one beside it as another process would have it. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(TakeoverTest.OwnEnvironment.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TakeoverTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    GateThread gate;

    @Inject
    Database database;

    @Inject
    DataSource dataSource;

    @Inject
    LeaseStore leases;

    @Inject
    Restoration restoration;

    @Inject
    LeaseConfig leaseConfig;

    @Inject
    CustodyLoader loader;

    @Inject
    UsageStore usage;

    @Inject
    BatchWriter writer;

    @Inject
    Witnesses witnesses;

    @Inject
    GateConfig config;

    @Inject
    KeyUse keyUse;

    @Inject
    GrantStore grants;

    @Inject
    Clock clock;

    @Inject
    Root root;

    private GateThread standby;
    private Payments payments = new Payments(Address.parse("0x" + "11".repeat(20)));

    @BeforeEach
    void startStandby() throws SQLException {
        payments = new Payments(new Address(bytes("select address from signer.account where name = 'bob-main'")));
        standby = new GateThread(
                database,
                new LeaseHolder(database, leases, restoration, leaseConfig, clock, root),
                leaseConfig,
                loader,
                usage,
                writer,
                witnesses,
                config,
                clock,
                new SimpleMeterRegistry());
        standby.onStart(new StartupEvent());
    }

    @AfterEach
    void stopStandby() throws InterruptedException {
        standby.onStop(new ShutdownEvent());
    }

    @Test
    @Order(1)
    void onlyTheHolderOfTheLeaseDecides() {
        assertThat(Payments.ask(gate, payments.of(1, 10))).isInstanceOf(Outcome.Permitted.class);

        assertThatThrownBy(() -> Payments.ask(standby, payments.of(2, 10)))
                .isInstanceOf(ProblemException.class)
                .hasMessage("standby");
    }

    /** As after a ceremony beside a signer that still runs. */
    @Test
    @Order(1)
    void aStandbyTakesNoteOfWhatWasChangedElsewhere() {
        var besides = new SigningGate(standby, config, keyUse, new SimpleMeterRegistry());

        assertThatCode(() -> besides.onChange(new CustodyChanged())).doesNotThrowAnyException();

        assertThatThrownBy(() -> besides.change(_ -> true))
                .isInstanceOf(ProblemException.class)
                .hasMessage("standby");
    }

    @Test
    @Order(2)
    void aHolderThatWasSilentForTooLongWritesNothing() throws SQLException {
        long before = number("select count(*) from signer.signing_journal");

        execute("update signer.active_signer set fence = fence + 1, holder = 'successor', "
                + "expires_at = clock_timestamp() + interval '2 seconds'");

        assertThatThrownBy(() -> Payments.ask(gate, payments.of(3, 10)))
                .isInstanceOf(ProblemException.class)
                .hasMessage("standby");
        assertThat(number("select count(*) from signer.signing_journal")).isEqualTo(before);
    }

    @Test
    @Order(3)
    void theStandbyTakesOverWithoutSigningOrCountingTwice() throws SQLException {
        // Given one that is active with a budget of 100, and dies with its lease
        GateThread active = awaitActive();
        GateThread other = active.equals(gate) ? standby : gate;
        apply(active, grant("a-takeover", 100));
        GateRequest.Signing first = payments.of(10, 60);
        assertThat(Payments.ask(active, first)).isInstanceOf(Outcome.Permitted.class);
        long fence = number("select fence from signer.active_signer");
        die(active);

        // When the other has taken over
        awaitServing(other);

        // Then the same request is answered alike, its nonce is taken, and its amount counts
        assertThat(number("select fence from signer.active_signer")).isEqualTo(fence + 1);
        Payments.assertPermitted(Payments.ask(other, Payments.again(first)), first);
        assertThat(Payments.ask(other, payments.of(10, 61))).isInstanceOf(Outcome.Taken.class);
        assertThat(Payments.ask(other, payments.of(11, 41)))
                .isInstanceOfSatisfying(
                        Outcome.Denied.class,
                        denied -> assertThat(denied.denial()).isEqualTo(Denial.HOUR_BUDGET_EXCEEDED));
        assertThat(Payments.ask(other, payments.of(12, 40))).isInstanceOf(Outcome.Permitted.class);
        assertThat(number("select sum(amount)::bigint from signer.signing_journal where grant_id = 'a-takeover'"))
                .isEqualTo(100);
        assertThat(active.isAlive()).isFalse();
    }

    /** As kill -9 would have it: nothing is given back. */
    private static void die(GateThread gate) {
        gate.submit(new Ticket.Change<>(
                _ -> {
                    throw new AssertionError("killed by the test");
                },
                new CompletableFuture<>()));
    }

    private GateThread awaitActive() {
        Instant end = Instant.now().plus(LIMIT);
        while (Instant.now().isBefore(end)) {
            for (GateThread each : List.of(gate, standby)) {
                if (serves(each)) {
                    return each;
                }
            }
        }
        throw new AssertionError("nobody serves");
    }

    private void awaitServing(GateThread gate) {
        Instant end = Instant.now().plus(LIMIT);
        while (!serves(gate)) {
            assertThat(Instant.now()).isBefore(end);
        }
    }

    private boolean serves(GateThread gate) {
        try {
            apply(gate, grant("z-unused", 1));
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    private void apply(GateThread gate, Grant grant) {
        var answer = new CompletableFuture<Boolean>();
        gate.submit(new Ticket.Change<>(
                connection -> {
                    grants.put(connection, grant);
                    return true;
                },
                answer));
        Payments.await(answer);
    }

    private static Grant grant(String id, int hour) {
        return new Grant(
                id,
                "bob",
                Operation.PAYMENT,
                new Scope.Any<>(),
                new Scope.Any<>(),
                new Scope.Any<>(),
                new Scope.Any<>(),
                Optional.of(BigInteger.valueOf(1_000)),
                Map.of(Window.HOUR, BigInteger.valueOf(hour)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofHours(1)),
                Optional.empty());
    }

    private long number(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private byte[] bytes(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getBytes(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A service of its own, whose gate may die. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
