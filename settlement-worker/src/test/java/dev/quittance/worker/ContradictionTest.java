package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.height;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.head.Alert;
import dev.quittance.worker.settlement.Outcomes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that contradicts itself leaves payments as they are and raises an alert. */
class ContradictionTest {
    private Suite suite;

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(1);
        mine(12);
    }

    @AfterEach
    void stop() {
        suite.close();
    }

    @Test
    void keepsProofsWhenTheNodeGoesBackInTime() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.request(payment);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);

            // When
            suite.rpc.staleHead(height() - 1);
            suite.rpc.mode(RpcProxy.Mode.STALE_HEAD);
            await("an alert", () -> suite.alerts(Alert.STALE_HEAD) > 0);

            // Then
            assertThat(suite.settlementState(payment)).isIn("included", "safe", "finalized");
            suite.rpc.mode(RpcProxy.Mode.PASS);
            mine(4);
            suite.awaitOutcome(payment, Outcomes.FINALIZED);
            assertThat(suite.outcomes(payment)).extracting(e -> e.type()).doesNotContain(Outcomes.REORGED);
        }
    }

    @Test
    void leavesPaymentsPendingWhileReceiptsAreMissing() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker(java.util.Map.of("quittance.worker.reconcile.after", "1h"))) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.rpc.mode(RpcProxy.Mode.NO_RECEIPTS);

            // When
            suite.request(payment);
            await("an alert", () -> suite.alerts(Alert.CONTRADICTION) > 0);

            // Then
            assertThat(suite.outcomes(payment))
                    .extracting(e -> e.type())
                    .doesNotContain(Outcomes.INCLUDED, Outcomes.FAILED);
            suite.rpc.mode(RpcProxy.Mode.PASS);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void callsNothingFinalWhileTheFinalBlockIsAheadOfTheSafeOne() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.rpc.mode(RpcProxy.Mode.SAFE_BEHIND_FINAL);

            // When
            suite.request(payment);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            mine(12);
            await("alerts", () -> suite.alerts(Alert.CONTRADICTION) > 1);

            // Then
            assertThat(suite.settlementState(payment)).isEqualTo("included");
            suite.rpc.mode(RpcProxy.Mode.PASS);
            mine(1);
            suite.awaitOutcome(payment, Outcomes.FINALIZED);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void believesNothingOfAnotherChain() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.request(payment);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);

            // When
            suite.rpc.mode(RpcProxy.Mode.OTHER_CHAIN);
            mine(1);
            await("alerts", () -> suite.alerts(Alert.OTHER_CHAIN) > 2);

            // Then
            assertThat(suite.outcomes(payment)).extracting(e -> e.type()).doesNotContain(Outcomes.REORGED);
            suite.rpc.mode(RpcProxy.Mode.PASS);
            mine(4);
            suite.awaitOutcome(payment, Outcomes.FINALIZED);
            assertThat(suite.outcomes(payment)).extracting(e -> e.type()).doesNotContain(Outcomes.REORGED);
            assertThat(worker.isAlive()).isTrue();
        }
    }
}
