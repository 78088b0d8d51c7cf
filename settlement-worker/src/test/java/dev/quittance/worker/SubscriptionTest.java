package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.height;
import static dev.quittance.worker.Suite.mine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New blocks are heard of; where they are not, they are asked for. */
class SubscriptionTest {
    private Suite suite;
    private TcpGate gate;

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(1);
        gate = new TcpGate(Chain.shared().rpcUrl().getPort());
    }

    @AfterEach
    void stop() throws IOException {
        gate.close();
        suite.close();
    }

    @Test
    void hearsOfBlocksWithoutAsking() {
        // Given: asking would take an hour
        try (var worker = worker(Map.of("quittance.worker.head.poll-interval", "1h"))) {
            await("subscribed", () -> suite.gauge("quittance.worker.head.subscribed") == 1);

            // When
            Payment payment = Transfers.fresh();
            suite.request(payment);

            // Then
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            followsWhat(() -> mine(1));
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void asksForBlocksWhileTheSocketIsCutAndHearsOfThemAgainAfterwards() {
        // Given: asking takes an hour while the socket lives
        try (var worker = worker(Map.of())) {
            await("subscribed", () -> suite.gauge("quittance.worker.head.subscribed") == 1);
            followsWhat(() -> mine(1));

            // When
            gate.mode(TcpGate.Mode.CUT);
            await("cut", () -> suite.gauge("quittance.worker.head.subscribed") == 0);

            // Then
            followsWhat(() -> mine(2));
            Payment payment = Transfers.fresh();
            suite.request(payment);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            gate.mode(TcpGate.Mode.OPEN);
            await("subscribed again", () -> suite.gauge("quittance.worker.head.subscribed") == 1);
            followsWhat(() -> mine(1));
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void asksForBlocksWhenTheSocketFallsSilent() {
        try (var worker = worker(Map.of("quittance.worker.head.silence-max", "500ms"))) {
            await("subscribed", () -> suite.gauge("quittance.worker.head.subscribed") == 1);

            // When
            gate.mode(TcpGate.Mode.SILENT);

            // Then
            await("given up", () -> suite.gauge("quittance.worker.head.subscribed") == 0);
            followsWhat(() -> mine(3));
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void looksAgainAfterAWhileEvenIfTheSocketKeepsABlockToItself() {
        // Given: a silence that lasts longer than the sweep
        try (var worker = worker(Map.of("quittance.worker.head.sweep-interval", "200ms"))) {
            await("subscribed", () -> suite.gauge("quittance.worker.head.subscribed") == 1);

            // When
            gate.mode(TcpGate.Mode.SILENT);

            // Then
            followsWhat(() -> mine(1));
            assertThat(suite.gauge("quittance.worker.head.subscribed")).isOne();
            assertThat(worker.isAlive()).isTrue();
        }
    }

    private void followsWhat(Runnable mining) {
        mining.run();
        await("the newest block", () -> suite.gauge("quittance.worker.head.block") >= height());
    }

    private Worker worker(Map<String, String> settings) {
        var all = new HashMap<String, String>(Map.of(
                "quittance.worker.ws-url",
                "ws://127.0.0.1:" + gate.port(),
                "quittance.worker.head.sweep-interval",
                "1h",
                "quittance.worker.head.silence-max",
                "1h",
                "quittance.worker.head.reconnect-min",
                "50ms",
                "quittance.worker.head.reconnect-max",
                "200ms"));
        all.putAll(settings);
        return suite.worker(all);
    }
}
