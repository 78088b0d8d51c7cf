package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.height;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.head.Alert;
import dev.quittance.worker.settlement.Outcomes;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two endpoints of one chain: the suite's proxy first, another behind it. */
class FailoverTest {
    private Suite suite;
    private RpcProxy second;

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(1);
        second = new RpcProxy();
        mine(12);
    }

    @AfterEach
    void stop() {
        second.close();
        suite.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = RpcProxy.Mode.class,
            names = {"DOWN", "SEND_LOST", "ANSWER_LOST", "OTHER_CHAIN"})
    void settlesOnceThroughTheNextWhenTheFirstFailsMidway(RpcProxy.Mode mode) {
        Payment payment = Transfers.fresh();
        try (var worker = worker(Map.of())) {
            await("ready", () -> !worker.readiness().containsValue(false));

            // When
            suite.rpc.mode(mode);
            suite.request(payment);

            // Then
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            await("final", () -> {
                mine(1);
                return suite.settlementState(payment).equals("finalized");
            });
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(suite.query("""
                            select count(distinct transaction_hash) from signed_transaction
                            join attempt_member using (attempt_id) where payment_id = ?
                            """, payment.paymentId())).hasValue("1");
            assertThat(suite.outcomes(payment))
                    .extracting(e -> e.type())
                    .doesNotContain(Outcomes.REORGED, Outcomes.FAILED);
        }
    }

    @Test
    void leavesAnEndpointOfAnotherChainOutAndRaisesAnAlert() {
        try (var worker = worker(Map.of())) {
            await("ready", () -> !worker.readiness().containsValue(false));

            // When
            suite.rpc.mode(RpcProxy.Mode.OTHER_CHAIN);

            // Then
            await("an alert", () -> suite.alerts(Alert.OTHER_CHAIN) > 0);
            await("one left", () -> suite.gauge("quittance.worker.rpc.endpoints.usable") == 1);
            suite.rpc.mode(RpcProxy.Mode.PASS);
            await("both again", () -> suite.gauge("quittance.worker.rpc.endpoints.usable") == 2);
        }
    }

    @Test
    void goesOnWithTheFreshOneWhenTheFirstStandsStill() {
        Payment payment = Transfers.fresh();
        try (var worker = worker(Map.of("quittance.worker.rpc.lag-max", "2"))) {
            await("ready", () -> !worker.readiness().containsValue(false));

            // When
            suite.rpc.staleHead(height());
            suite.rpc.mode(RpcProxy.Mode.STALE_HEAD);
            mine(5);
            suite.request(payment);

            // Then
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(suite.alerts(Alert.STALE_HEAD)).isPositive();
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void leavesPaymentsAsTheyAreWhileTwoNodesHoldDifferentBlocks() {
        Payment settled = Transfers.fresh();
        Payment late = Transfers.fresh();
        try (var worker = worker(Map.of())) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.request(settled);
            suite.awaitOutcome(settled, Outcomes.INCLUDED);

            // When
            suite.rpc.mode(RpcProxy.Mode.OTHER_FORK);
            suite.request(late);
            mine(1);
            await("an alert", () -> suite.alerts(Alert.DISAGREEMENT) > 2);

            // Then
            assertThat(suite.outcomes(settled)).extracting(e -> e.type()).doesNotContain(Outcomes.REORGED);
            assertThat(suite.outcomes(late)).extracting(e -> e.type()).doesNotContain(Outcomes.FAILED);
            suite.rpc.mode(RpcProxy.Mode.PASS);
            await("final", () -> {
                mine(1);
                return suite.settlementState(settled).equals("finalized")
                        && suite.settlementState(late).equals("finalized");
            });
            assertThat(suite.outcomes(settled)).extracting(e -> e.type()).doesNotContain(Outcomes.REORGED);
            assertThat(received(late)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void buriesNothingThatTwoNodesTellDifferently() {
        Payment payment = Transfers.fresh(1, Transfers.PRICE);
        try (var worker = worker(Map.of())) {
            await("ready", () -> !worker.readiness().containsValue(false));
            second.mode(RpcProxy.Mode.OTHER_FORK);

            // When
            suite.request(payment);
            await(
                    "looked at",
                    () -> suite.query(
                                    "select 1 from settlement where payment_id = ? and reconciled_at > created_at + interval '1s'",
                                    payment.paymentId())
                            .isPresent());

            // Then
            assertThat(suite.settlementState(payment)).isEqualTo("queued");
            second.mode(RpcProxy.Mode.PASS);
            suite.awaitOutcome(payment, Outcomes.FAILED);
        }
    }

    private Worker worker(Map<String, String> settings) {
        var all = new java.util.HashMap<>(settings);
        all.put("quittance.worker.rpc-url", suite.rpc.url() + "," + second.url());
        return suite.worker(all);
    }
}
