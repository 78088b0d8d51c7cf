package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.devstack.Chain;
import dev.quittance.protocol.Address;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.AttemptStep;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.lane.LeaseLostException;
import dev.quittance.worker.settlement.Outcomes;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final Map<String, String> ONE_AT_A_TIME = Map.of("quittance.worker.batch.max", "1");

    private Suite suite;

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(2);
    }

    @AfterEach
    void stop() {
        Chain.shared().rpc("evm_setAutomine", true);
        suite.close();
    }

    @Test
    void aWorkerThatWakesAfterItsLeaseEndedCanDoNothing() throws Exception {
        Payment payment = Transfers.fresh();
        suite.signer.mode(FakeSigner.Mode.ANSWER_LOST);
        Lease old;
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.request(payment);
            await("allotted", () -> suite.attemptState(payment).equals("allotted"));
            old = leaseOf(payment);
        }
        suite.signer.mode(FakeSigner.Mode.HONEST);
        UUID attempt = UUID.fromString(
                suite.query("select attempt_id::text from attempt_member where payment_id = ?", payment.paymentId())
                        .orElseThrow());
        var lanes = new LaneStore();
        var attempts = new AttemptStore(lanes, new SettlementStore(Suite.rows(), new Outcomes(Clock.systemUTC())));

        // When
        try (var successor = suite.worker()) {
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(leaseOf(payment).fencingToken()).isGreaterThan(old.fencingToken());

            // Then
            for (AttemptStep step : AttemptStep.values()) {
                assertRefused(c -> attempts.applyAll(c, List.of(old), List.of(attempt), step, Map.of()));
            }
            assertRefused(c -> attempts.applyAll(
                    c,
                    List.of(old),
                    List.of(attempt),
                    AttemptStep.INCLUDED,
                    Map.of(attempt, new BlockId(1, payment.authorization().nonce()))));
            assertRefused(c -> {
                attempts.noteSent(c, old, List.of(attempt));
                return old;
            });
            assertRefused(c -> {
                attempts.storeSigned(c, old, Map.of());
                return old;
            });
            assertRefused(c -> {
                attempts.sendAgain(c, List.of(old));
                return old;
            });
            boolean acted = Sql.transaction(
                    suite.dataSource,
                    c -> lanes.takeNonce(c, old).isPresent()
                            || !lanes.renew(c, List.of(old), Duration.ofHours(1))
                                    .isEmpty()
                            || lanes.quarantine(c, old, "insufficient_funds")
                            || lanes.raiseNonce(c, old, 1_000));
            assertThat(acted).isFalse();
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @Test
    void leavesTheSecondLookToTheWorkerThatHoldsTheLane() throws Exception {
        // Given
        Payment payment = Transfers.fresh();
        suite.signer.mode(FakeSigner.Mode.ANSWER_LOST);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.request(payment);
            await("allotted", () -> suite.attemptState(payment).equals("allotted"));
        }
        suite.signer.mode(FakeSigner.Mode.HONEST);
        long lane = leaseOf(payment).laneId();

        // Then
        assertThat(stale(List.of(lane + 1))).doesNotContain(payment.paymentId());
        assertThat(stale(List.of())).doesNotContain(payment.paymentId());
        assertThat(stale(List.of(lane))).contains(payment.paymentId());
    }

    private List<UUID> stale(List<Long> lanes) throws SQLException {
        var settlements = new SettlementStore(Suite.rows(), new Outcomes(Clock.systemUTC()));
        return Sql.transaction(
                        suite.dataSource,
                        connection -> settlements.takeStale(connection, Chain.CHAIN_ID, Duration.ZERO, lanes, 1_000))
                .stream()
                .map(Settlement::paymentId)
                .toList();
    }

    @Test
    void twoWorkersShareLanesAndPartitionsAndTheSurvivorTakesOver() {
        List<Payment> payments = Stream.generate(Transfers::fresh).limit(20).toList();
        var settings = Map.of("quittance.worker.lanes.lease", "1s");
        try (var survivor = suite.worker(settings)) {
            await("ready", () -> !survivor.readiness().containsValue(false));
            try (var other = suite.worker(settings)) {
                await("a lane each", () -> holders().equals("2"));
                payments.subList(0, 10).forEach(suite::request);
                payments.subList(0, 10).forEach(payment -> suite.awaitOutcome(payment, Outcomes.INCLUDED));
                assertThat(other.isAlive()).isTrue();
                payments.subList(10, 20).forEach(suite::request);
            }

            // Then
            for (Payment payment : payments) {
                suite.awaitOutcome(payment, Outcomes.INCLUDED);
                assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            }
            await("all lanes", () -> holders().equals("1") && held() == 2);
        }
    }

    @Test
    void drainsALaneWhileItRuns() {
        List<Payment> payments = Stream.generate(Transfers::fresh).limit(6).toList();
        try (var worker = suite.worker(ONE_AT_A_TIME)) {
            await("both lanes", () -> suite.gauge("quittance.worker.lanes.adopted") == 2);
            Address drained = suite.signer.accounts().getFirst();
            new LaneOrders(suite).drain(drained);

            // When
            payments.forEach(suite::request);

            // Then
            payments.forEach(payment -> suite.awaitOutcome(payment, Outcomes.INCLUDED));
            await("given back", () -> {
                mine(1);
                return held() == 1;
            });
            assertThat(attemptsOf(drained)).isEqualTo("0");
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void setsALaneAsideThatTheSignerRefusesAndFillsTheNonce() {
        List<Payment> payments = Stream.generate(Transfers::fresh).limit(6).toList();
        Address refused = suite.signer.accounts().getFirst();
        suite.signer.refuse(refused, true);
        try (var worker = suite.worker(ONE_AT_A_TIME)) {
            await("both lanes", () -> suite.gauge("quittance.worker.lanes.adopted") == 2);

            // When
            payments.forEach(suite::request);

            // Then
            for (Payment payment : payments) {
                suite.awaitOutcome(payment, Outcomes.INCLUDED);
                assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            }
            await(
                    "fillers used the refused nonces",
                    () -> suite.query(
                                    "select count(*) from attempt a join lane l using (lane_id)"
                                            + " where l.address = ? and filler and a.state in ('included', 'closed', 'sent')",
                                    (Object) refused.toByteArray())
                            .filter(count -> !count.equals("0"))
                            .isPresent());
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void carriesEveryPaymentElsewhereWhenTheSignerRefusesALaneAltogether() {
        List<Payment> payments = Stream.generate(Transfers::fresh).limit(12).toList();
        Address refused = suite.signer.accounts().getFirst();
        suite.signer.refuse(refused, false);
        try (var worker = suite.worker(ONE_AT_A_TIME)) {
            await("both lanes", () -> suite.gauge("quittance.worker.lanes.adopted") == 2);

            // When
            payments.forEach(suite::request);

            // Then
            for (Payment payment : payments) {
                suite.awaitOutcome(payment, Outcomes.INCLUDED);
                assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            }
            assertThat(state(refused)).isEqualTo("quarantined");
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void setsALaneWithoutGasMoneyAsideUntilItHasSome() {
        List<Payment> payments = Stream.generate(Transfers::fresh).limit(6).toList();
        Address poor = suite.signer.accounts().getFirst();
        Chain.shared().setEtherBalance(poor, BigInteger.ONE);
        try (var worker = suite.worker(ONE_AT_A_TIME)) {
            await("quarantine", () -> state(poor).equals("quarantined"));

            // When
            payments.forEach(suite::request);
            payments.forEach(payment -> suite.awaitOutcome(payment, Outcomes.INCLUDED));

            // Then
            Chain.shared().setEtherBalance(poor, BigInteger.TEN.pow(18));
            await("healed", () -> state(poor).equals("active"));
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void sharesLanesThatAreSetAsideToo() {
        // Given
        suite.signer.accounts().forEach(lane -> Chain.shared().setEtherBalance(lane, BigInteger.ONE));
        var settings = Map.of("quittance.worker.lanes.lease", "1s");
        try (var first = suite.worker(settings)) {
            await(
                    "quarantine",
                    () -> suite.signer.accounts().stream()
                            .allMatch(lane -> state(lane).equals("quarantined")));

            // When
            try (var second = suite.worker(settings)) {
                // Then
                await("a lane each", () -> holders().equals("2"));
                await("ready", () -> !second.readiness().containsValue(false));
                assertThat(first.isAlive()).isTrue();
            }
        } finally {
            suite.signer.accounts().forEach(lane -> Chain.shared().setEtherBalance(lane, BigInteger.TEN.pow(18)));
        }
    }

    @Test
    void raisesTheFeesOfWhatNoBlockTakesAndAnyOfItsTransactionsIsProof() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker(Map.of("quittance.worker.lanes.raise-after", "1s"))) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            suite.request(payment);
            String first = suite.awaitOutcome(payment, Outcomes.BROADCAST).text("transaction");

            // When
            await(
                    "a dearer body",
                    () -> suite.query(
                                    "select count(*) from signed_transaction where attempt_id ="
                                            + " (select attempt_id from attempt_member where payment_id = ?)",
                                    payment.paymentId())
                            .orElseThrow()
                            .equals("2"));
            await("sent", () -> suite.rpc.sends() > 1);
            suite.mineUntilIncluded(payment, 1);

            // Then
            assertThat(suite.awaitOutcome(payment, Outcomes.INCLUDED).text("transaction"))
                    .isNotEqualTo(first);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(suite.query("select count(*) from attempt_member where payment_id = ?", payment.paymentId()))
                    .hasValue("1");
        }
    }

    @Test
    void takesUpALaneThatTheSignerGetsWhileItRuns() {
        Payment first = Transfers.fresh();
        try (var worker = suite.worker(ONE_AT_A_TIME)) {
            await("both lanes", () -> suite.gauge("quittance.worker.lanes.adopted") == 2);
            suite.request(first);
            suite.awaitOutcome(first, Outcomes.INCLUDED);

            // When
            Address added = suite.signer.add();
            Chain.shared().setEtherBalance(added, BigInteger.TEN.pow(18));
            await("the third lane", () -> suite.gauge("quittance.worker.lanes.adopted") == 3);
            var orders = new LaneOrders(suite);
            suite.signer.accounts().subList(0, 2).forEach(orders::drain);
            Payment second = Transfers.fresh();
            suite.request(second);

            // Then
            suite.awaitOutcome(second, Outcomes.INCLUDED);
            assertThat(attemptsOf(added)).isEqualTo("1");
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void givesALaneWorkAgainThatIsRestored() {
        try (var worker = suite.worker(ONE_AT_A_TIME)) {
            await("both lanes", () -> suite.gauge("quittance.worker.lanes.adopted") == 2);
            var orders = new LaneOrders(suite);
            Address lane = suite.signer.accounts().getFirst();
            orders.drain(lane);
            await("given back", () -> held() == 1);

            // When
            orders.restore(lane);
            await("both lanes again", () -> suite.gauge("quittance.worker.lanes.adopted") == 2);
            orders.drain(suite.signer.accounts().getLast());
            Payment payment = Transfers.fresh();
            suite.request(payment);

            // Then
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(attemptsOf(lane)).isEqualTo("1");
            assertThat(worker.isAlive()).isTrue();
        }
    }

    private void assertRefused(Sql.Work<?> work) {
        assertThatThrownBy(() -> Sql.transaction(suite.dataSource, (Connection connection) -> work.run(connection)))
                .isInstanceOf(LeaseLostException.class);
    }

    private Lease leaseOf(Payment payment) throws SQLException {
        try (var connection = suite.dataSource.getConnection();
                var statement = Sql.prepare(connection, """
                        select l.* from lane l join attempt using (lane_id) join attempt_member using (attempt_id)
                        where payment_id = ?
                        """, payment.paymentId());
                var rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            return new Lease(rows.getLong("lane_id"), Sql.address(rows, "address"), rows.getLong("fencing_token"));
        }
    }

    private String holders() {
        return ofOurLanes("count(distinct holder)");
    }

    private int held() {
        return Integer.parseInt(ofOurLanes("count(*)"));
    }

    private String ofOurLanes(String what) {
        byte[][] addresses =
                suite.signer.accounts().stream().map(Address::toByteArray).toArray(byte[][]::new);
        return suite.query(
                        "select " + what + " from lane where lease_until > clock_timestamp() and address in (?, ?)",
                        addresses[0],
                        addresses[1])
                .orElseThrow();
    }

    private String attemptsOf(Address lane) {
        return suite.query("select count(*) from attempt a join lane l using (lane_id) where l.address = ?", (Object)
                        lane.toByteArray())
                .orElseThrow();
    }

    private String state(Address lane) {
        return suite.query("select state from lane where address = ?", (Object) lane.toByteArray())
                .orElse("");
    }
}
