package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.protocol.Address;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One lane, whose nonces do not go as they should. */
class NonceTest {
    private static final BigInteger DEAR = BigInteger.valueOf(5_000_000_000L);

    private Suite suite;
    private Address lane;

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(1);
        lane = suite.signer.accounts().getFirst();
    }

    @AfterEach
    void stop() {
        Chain.shared().rpc("evm_setAutomine", true);
        suite.close();
    }

    @Test
    void fillsNoncesThatNoAttemptHasWhenItTakesALaneOver() {
        Payment first = Transfers.fresh();
        Payment second = Transfers.fresh();
        try (var worker = suite.worker()) {
            suite.request(first);
            suite.awaitOutcome(first, Outcomes.INCLUDED);
            assertThat(worker.isAlive()).isTrue();
        }

        // When: nonces 1 and 2 are allotted, and nothing is left of the attempts that had them
        change("update lane set next_nonce = next_nonce + 2 where address = ?", lane);

        // Then
        try (var successor = suite.worker()) {
            suite.request(second);
            suite.awaitOutcome(second, Outcomes.INCLUDED);
            assertThat(received(second)).isEqualTo(Transfers.PRICE);
            assertThat(chainNonce()).isEqualTo(4);
            assertThat(ofLane("string_agg(a.transaction_nonce::text, ',' order by a.transaction_nonce)", "a.filler"))
                    .isEqualTo("1,2");
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @Test
    void goesOnWhereTheChainIsWhenTheAccountSentMoreThanTheDatabaseKnows() {
        Payment first = Transfers.fresh();
        Payment second = Transfers.fresh();
        try (var worker = suite.worker()) {
            suite.request(first);
            suite.awaitOutcome(first, Outcomes.INCLUDED);
            assertThat(worker.isAlive()).isTrue();
        }

        // When
        send(1);
        send(2);

        // Then
        try (var successor = suite.worker()) {
            suite.request(second);
            suite.awaitOutcome(second, Outcomes.INCLUDED);
            assertThat(received(second)).isEqualTo(Transfers.PRICE);
            assertThat(chainNonce()).isEqualTo(4);
            assertThat(ofLane("count(*)", "a.filler")).isEqualTo("0");
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @Test
    void raisesItsFeesAtOnceWhenTheNodeCallsThemTooLow() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker(Map.of("quittance.worker.lanes.raise-after", "1h"))) {
            await("ready", () -> !worker.readiness().containsValue(false));

            // Given: the pool holds another transaction at the lane's nonce, and a dearer one
            Chain.shared().rpc("evm_setAutomine", false);
            send(0);
            suite.request(payment);

            // When
            await("called underpriced", () -> sends("Underpriced") > 0);
            await("taken", () -> sends("Accepted") > 0);
            mine(1);

            // Then
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(ofLane("count(*)", "true")).isEqualTo("1");
            assertThat(new BigInteger(ofLane("max(a.max_fee_per_gas)", "true"))).isGreaterThan(DEAR);
        }
    }

    @Test
    void neverOffersMoreThanTheCeilingHoweverOftenTheNodeRefuses() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker(Map.of("quittance.worker.fees.ceiling", DEAR.toString()))) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            send(0);

            // When
            suite.request(payment);
            await("refused again and again", () -> sends("Underpriced") > 5 && topFeeIsSettled());

            // Then
            assertThat(new BigInteger(ofLane("max(a.max_fee_per_gas)", "true"))).isLessThanOrEqualTo(DEAR);
            assertThat(suite.outcomes(payment)).isEmpty();
            mine(1);
            await("carried by another nonce", () -> {
                mine(1);
                return suite.settlementState(payment).equals("finalized");
            });
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void sendsAgainOncePerBlockThatLacksTheTransaction() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker(Map.of(
                "quittance.worker.lanes.resend-after", "1h",
                "quittance.worker.lanes.raise-after", "1h",
                "quittance.worker.reconcile.after", "1h"))) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            suite.request(payment);
            String hash = suite.awaitOutcome(payment, Outcomes.BROADCAST).text("transaction");
            letsItLookAround();
            assertThat(suite.rpc.sends()).isOne();

            // When
            Chain.shared().rpc("anvil_dropTransaction", hash);
            // A block that comes right after the sending may well lack the transaction.
            await(
                    "some time since the sending",
                    () -> suite.query(
                                    "select 1 from attempt a join lane l using (lane_id)"
                                            + " where l.address = ? and last_sent_at < clock_timestamp() - interval '1s'",
                                    (Object) lane.toByteArray())
                            .isPresent());
            mine(1);

            // Then
            await("sent again", () -> suite.rpc.sends() == 2);
            letsItLookAround();
            assertThat(suite.rpc.sends()).isEqualTo(2);
            mine(1);
            assertThat(suite.awaitOutcome(payment, Outcomes.INCLUDED).text("transaction"))
                    .isEqualTo(hash);
        }
    }

    /** Long enough for every loop to have come round several times. */
    private void letsItLookAround() {
        int before = suite.rpc.requests();
        await("some rounds", () -> suite.rpc.requests() > before + 40);
    }

    private boolean topFeeIsSettled() {
        return new BigInteger(ofLane("max(a.max_fee_per_gas)", "true"))
                        .multiply(BigInteger.valueOf(11))
                        .compareTo(DEAR.multiply(BigInteger.TEN))
                > 0;
    }

    private double sends(String result) {
        return suite.meters.counter("quittance.worker.sends", "result", result).count();
    }

    private void send(long nonce) {
        Chain.shared()
                .rpc(
                        "eth_sendRawTransaction",
                        suite.signer.empty(lane, nonce, DEAR).raw().hex());
    }

    private long chainNonce() {
        String count = Chain.shared()
                .rpc("eth_getTransactionCount", lane.toString(), "latest")
                .asText();
        return Long.parseLong(count.substring(2), 16);
    }

    private String ofLane(String what, String where) {
        return suite.query(
                        "select " + what + " from attempt a join lane l using (lane_id) where l.address = ? and "
                                + where,
                        (Object) lane.toByteArray())
                .orElse("");
    }

    private void change(String sql, Object... parameters) {
        try {
            Sql.transaction(suite.dataSource, connection -> Sql.update(connection, sql, parameters));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
