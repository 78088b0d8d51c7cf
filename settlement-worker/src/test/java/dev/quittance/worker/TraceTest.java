package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Log lines that concern a payment stand under the trace that its request came with. */
class TraceTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String OTHER = "00000000000000000000000000c0ffee";

    private final ConcurrentLinkedQueue<Line> lines = new ConcurrentLinkedQueue<>();
    private final Logger logger = Logger.getLogger("dev.quittance.worker");
    private final Handler reader = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(new Line(
                    String.valueOf(line.getLoggerName()),
                    Optional.ofNullable(MDC.get("traceId")).map(Object::toString)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Suite suite;

    private record Line(String logger, Optional<String> trace) {}

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(2);
        logger.addHandler(reader);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(reader);
        suite.close();
    }

    @Test
    void tellsOfAFailedPaymentUnderItsTrace() {
        Payment payment = Transfers.fresh(1, BigInteger.ZERO);
        try (var worker = suite.worker()) {
            // When
            suite.request(payment, traceparent(TRACE));
            suite.awaitOutcome(payment, Outcomes.FAILED);

            // Then
            assertThat(tracesOf("settlement.Trace")).containsOnly(Optional.of(TRACE));
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void tellsOfABatchUnderTheTracesOfAllItsPayments() {
        List<Payment> payments = List.of(Transfers.fresh(), Transfers.fresh());
        try (var worker = suite.worker(Map.of("quittance.worker.batch.delay", "500ms"))) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.signer.mode(FakeSigner.Mode.DOWN);
            Payment first = Transfers.fresh();
            suite.request(first);
            await("a busy lane", () -> suite.attemptState(first).equals("allotted"));

            // When
            suite.request(payments.getFirst(), traceparent(TRACE));
            suite.request(payments.getLast(), traceparent(OTHER));

            // Then
            await(
                    "a line about both",
                    () -> tracesOf("send.LaneSender").stream()
                            .flatMap(Optional::stream)
                            .anyMatch(trace -> trace.contains(TRACE) && trace.contains(OTHER)));
            suite.signer.mode(FakeSigner.Mode.HONEST);
            payments.forEach(payment -> suite.awaitOutcome(payment, Outcomes.INCLUDED));
        }
    }

    private List<Optional<String>> tracesOf(String name) {
        return lines.stream()
                .filter(line -> line.logger().endsWith(name))
                .map(Line::trace)
                .toList();
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-00f067aa0ba902b7-01";
    }
}
