package dev.quittance.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Child;
import dev.quittance.e2e.crash.CrashOrders;
import dev.quittance.e2e.crash.agent.CrashOrder;
import dev.quittance.e2e.crash.agent.CrashPoint;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each crash point once, one after the other on one running suite: a payment is on its way, the process halts at the point, what
 * is durable is what the point says, and after a restart the payment goes on by itself. At the end everything is judged.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashPointsTest {
    private static final int CLIENTS = 24;
    private static final BigInteger FUNDS = BigInteger.valueOf(1_000_000);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private ChaosSuite suite;
    private List<ChaosClient> clients;
    private Iterator<ChaosClient> fresh;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        suite = ChaosSuite.ofSettlement(folder, true);
        suite.start();
        // What crashes shall not be taken over by a second worker before it comes back.
        ChaosSuite.kill(suite.processes().service(ChaosSuite.SECOND_WORKER).process());
        String token = suite.token();
        clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> new ChaosClient(
                        number, suite.settleUrl(), token, suite.chain().token(), suite.payee()))
                .toList();
        fresh = clients.iterator();
        suite.fund(clients.stream().map(ChaosClient::payer).toList(), FUNDS);
    }

    @AfterAll
    void stop() throws Exception {
        suite.close();
    }

    static Stream<Arguments> points() {
        return Arrays.stream(CrashPoint.values())
                .flatMap(point -> point.services().stream()
                        .filter(service -> !service.equals(ChaosSuite.GATEWAY))
                        .map(service -> Arguments.of(point, service)));
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("points")
    void goesOnAfterCrash(CrashPoint point, String service) throws Exception {
        // Given
        await(() -> suite.processes().isReady(service));
        if (point == CrashPoint.K4 || point == CrashPoint.K5) {
            // What earlier payments still have to tell would reach the relay first.
            await(this::allIsTold);
        }
        ChaosClient client = fresh.next();
        byte[] payer = client.payer().toByteArray();
        Child process = suite.processes().service(service);
        var order = new CrashOrder(point, 1);
        suite.crashes().arm(process, order);

        // When
        ChaosPayment payment = client.payOnce();
        if (point == CrashPoint.K18) {
            takeBack(payment);
        }
        awaitEnd(process);

        // Then
        var durable = new DurableState(suite);
        boolean isAsAt = durable.isAsAt(point, service, payer);
        suite.processes().relaunch(service);
        assertThat(CrashOrders.isHit(process, order)).isTrue();
        assertThat(isAsAt).as("what is durable at %s", point).isTrue();

        // When
        if (point != CrashPoint.K2) {
            await(() -> moved().containsKey(payment.key()));
        }

        // Then
        await(() -> isAcknowledged(client, payment));
        assertThat(moved()).containsKey(payment.key());
        assertThat(durable.isOneAttempt(payer)).isTrue();
    }

    @Order(2)
    @Test
    void workerThatSleptPastItsLeaseDoesNothing() throws Exception {
        // Given
        suite.processes().relaunch(ChaosSuite.SECOND_WORKER);
        var leases = new Database(suite);
        await(() -> leases.rows(Database.WORKER, "select distinct holder from lane where lease_until > now()")
                        .size()
                == 2);
        ChaosClient before = fresh.next();
        ChaosClient asleep = fresh.next();
        ChaosClient awake = fresh.next();
        long sleeper = suite.processes().service(ChaosSuite.WORKER).process().pid();
        var tokens = leases.rows(Database.WORKER, "select sum(fencing_token) from lane");

        // When
        ChaosPayment first = before.payOnce();
        FaultInjector.signal("STOP", sleeper);
        try {
            ChaosPayment second = asleep.payOnce();
            await(() -> isAcknowledged(before, first) && isAcknowledged(asleep, second));
            // Whoever is awake may have settled both before the lease was over.
            await(() -> !leases.rows(Database.WORKER, "select sum(fencing_token) from lane")
                    .equals(tokens));
        } finally {
            FaultInjector.signal("CONT", sleeper);
        }
        ChaosPayment third = awake.payOnce();

        // Then
        await(() -> isAcknowledged(awake, third));
        assertThat(suite.processes().service(ChaosSuite.WORKER).process().isAlive())
                .isTrue();
    }

    @Order(3)
    @Test
    void nothingIsLostDoubledOrInvented() throws Exception {
        assertThat(new Calm(suite, clients, FUNDS, new FaultInjector(suite), System.out::println).violations())
                .isEmpty();
    }

    private boolean allIsTold() throws SQLException {
        var books = new Database(suite);
        return books.rows(
                                Database.FACILITATOR,
                                "select state from payment where state <> 'FINALIZED' union all select topic from outbox")
                        .isEmpty()
                && books.rows(Database.WORKER, "select topic from outbox").isEmpty();
    }

    private void awaitEnd(Child process) throws Exception {
        try {
            await(() -> !process.process().isAlive());
        } finally {
            suite.crashes().disarm(process);
        }
    }

    /** Takes the block of the payment back, once it stands in the facilitator's books. */
    private void takeBack(ChaosPayment payment) throws Exception {
        await(() -> new Database(suite)
                .rows(
                        Database.FACILITATOR,
                        "select 1 from payment where payer = ? and state = 'INCLUDED'",
                        payment.authorization().from().toByteArray())
                .equals(List.of(List.of("1"))));
        long block = Objects.requireNonNull(moved().get(payment.key())).block();
        suite.chain().rpc("anvil_reorg", suite.node().blockNumber() - block + 1, List.of());
    }

    private Map<ChainRecord.Key, ChainRecord.Moved> moved() {
        return ChainRecord.read(suite.node(), suite.chain().token()).moved();
    }

    private static boolean isAcknowledged(ChaosClient client, ChaosPayment payment) {
        client.insist();
        return payment.isAcknowledged();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }
}
