package dev.quittance.signer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.SignerEnvironment;
import dev.quittance.signer.custody.GrantStore;
import dev.quittance.signer.custody.UsageStore;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.journal.JournalEntry;
import dev.quittance.signer.lease.LeaseConfig;
import dev.quittance.signer.lease.LeaseStore;
import dev.quittance.signer.lease.Restoration;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Denial;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.Scope;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.signer.policy.Window;
import dev.quittance.signer.principal.TokenId;
import dev.quittance.signer.problem.ProblemException;
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
import java.util.UUID;
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
    private static final AssetId USDC = new AssetId(84532, Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"));
    private static final Address PAYEE = Address.parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
    private static final Duration LIMIT = Duration.ofSeconds(20);

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
    GateConfig config;

    @Inject
    GrantStore grants;

    @Inject
    Clock clock;

    private GateThread standby;
    private Address account;

    @BeforeEach
    void startStandby() throws SQLException {
        account = new Address(bytes("select address from signer.account where name = 'bob-main'"));
        standby = new GateThread(
                database,
                new LeaseHolder(database, leases, restoration, leaseConfig, clock),
                leaseConfig,
                loader,
                usage,
                writer,
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
        assertThat(ask(gate, payment(1, 10))).isInstanceOf(Outcome.Permitted.class);

        assertThatThrownBy(() -> ask(standby, payment(2, 10)))
                .isInstanceOf(ProblemException.class)
                .hasMessage("standby");
    }

    @Test
    @Order(2)
    void aHolderThatWasSilentForTooLongWritesNothing() throws SQLException {
        long before = number("select count(*) from signer.signing_journal");

        execute("update signer.active_signer set fence = fence + 1, holder = 'successor', "
                + "expires_at = clock_timestamp() + interval '2 seconds'");

        assertThatThrownBy(() -> ask(gate, payment(3, 10)))
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
        GateRequest.Signing first = payment(10, 60);
        assertThat(ask(active, first)).isInstanceOf(Outcome.Permitted.class);
        long fence = number("select fence from signer.active_signer");
        die(active);

        // When the other has taken over
        awaitServing(other);

        // Then the same request is answered alike, its nonce is taken, and its amount counts
        assertThat(number("select fence from signer.active_signer")).isEqualTo(fence + 1);
        assertThat(ask(other, again(first))).isEqualTo(new Outcome.Permitted(permission(first)));
        assertThat(ask(other, payment(10, 61))).isInstanceOf(Outcome.Taken.class);
        assertThat(ask(other, payment(11, 41)))
                .isInstanceOfSatisfying(
                        Outcome.Denied.class,
                        denied -> assertThat(denied.denial()).isEqualTo(Denial.HOUR_BUDGET_EXCEEDED));
        assertThat(ask(other, payment(12, 40))).isInstanceOf(Outcome.Permitted.class);
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

    private static Permission permission(GateRequest.Signing request) {
        return new Permission(
                request.entry().account(), Operation.PAYMENT, request.entry().signingDigest(), 4_000_000_000L);
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
        Ticket.await(answer, LIMIT);
    }

    private static Outcome ask(GateThread gate, GateRequest request) {
        var answer = new CompletableFuture<Outcome>();
        gate.submit(new Ticket.Ask(request, answer));
        return Ticket.await(answer, LIMIT);
    }

    private GateRequest.Signing payment(int nonce, int amount) {
        BigInteger value = BigInteger.valueOf(amount);
        var digest = Bytes32.of(BigInteger.valueOf(nonce * 1_000L + amount));
        var entry = new JournalEntry(
                Operation.PAYMENT,
                "bob",
                account,
                USDC.chainId(),
                BigInteger.valueOf(nonce),
                digest,
                digest,
                Optional.of(new JournalEntry.Transfer(USDC.token(), PAYEE, value, 4_000_000_000L)));
        var fact = new SpendFact(
                "bob",
                Operation.PAYMENT,
                account,
                USDC,
                PAYEE,
                value,
                Optional.empty(),
                Duration.ofMinutes(5),
                false,
                digest);
        return new GateRequest.Signing(token(), fact, entry, "nonce_already_signed");
    }

    private GateRequest.Signing again(GateRequest.Signing request) {
        return new GateRequest.Signing(token(), request.fact(), request.entry(), request.takenCode());
    }

    private static TokenId token() {
        return new TokenId("bob-1", UUID.randomUUID().toString(), Instant.now().plusSeconds(60));
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
