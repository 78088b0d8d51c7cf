package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an operator sees of a purchase: one trace through all services, and the metrics that the documents promise. */
class ObservedPurchaseTest {
    private static final List<String> SERVICES =
            List.of("gateway", "facilitator", "settlement-worker", "signer-service");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final RunningSuite suite = RunningSuite.shared();

    @Test
    void showsUnderOneTraceInTheLogOfEachService() throws Exception {
        // Given
        String trace = newTraceId();

        // When
        buy("00-" + trace + "-00f067aa0ba902b7-01");

        // Then
        for (String service : SERVICES) {
            List<JsonObject> lines = awaitTraced(service, trace);
            assertThat(lines)
                    .as(service)
                    .allSatisfy(line -> assertThat(line.text("level")).isEqualTo("INFO"));
        }
    }

    @Test
    void leavesTheSignersSpansOnStandardOutput() throws Exception {
        // Given
        String trace = newTraceId();

        // When
        buy("00-" + trace + "-00f067aa0ba902b7-01");

        // Then
        String span = await(() -> suite.log("signer-service").stream()
                .filter(line -> line.contains("resourceSpans") || line.contains("scopeSpans"))
                .filter(line -> line.contains(trace)));
        assertThat(JsonObject.parse(span).text("message")).contains("\"traceId\":\"" + trace + "\"");
    }

    @Test
    void exposesTheMetricsOfTheTableAndNoOthers() throws Exception {
        // Given
        List<DocumentedMetric> documented = DocumentedMetric.all(ProjectFiles.root());
        buy("00-" + newTraceId() + "-00f067aa0ba902b7-00");

        for (String service : SERVICES) {
            // When
            List<String> missing = awaitNothingMissing(documented, service);

            // Then
            assertThat(missing).as("not exposed by " + service).isEmpty();
            assertThat(DocumentedMetric.surprises(documented, service, metrics(service)))
                    .as(service)
                    .isEmpty();
        }
    }

    /** What is still missing when the time is over. */
    private List<String> awaitNothingMissing(List<DocumentedMetric> documented, String service) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<String> missing = DocumentedMetric.missing(documented, service, metrics(service));
        while (!missing.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            missing = DocumentedMetric.missing(documented, service, metrics(service));
        }
        return missing;
    }

    private String metrics(String service) throws Exception {
        return Http.get(suite.management(service).resolve("/q/metrics")).body();
    }

    private void buy(String traceparent) throws Exception {
        var payer = new Payer();
        suite.setBalance(payer.address(), BigInteger.valueOf(5_000));
        var resource = suite.gateway().resolve("/weather/berlin");
        var payment = payer.pay(Http.challenge(Http.get(resource)));
        var answer = Http.get(
                resource, "PAYMENT-SIGNATURE", PaymentHeader.encode(payment.toJson()), "traceparent", traceparent);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private List<JsonObject> awaitTraced(String service, String trace) throws Exception {
        await(() -> traced(service, trace).map(JsonObject::toString));
        return traced(service, trace).toList();
    }

    private Stream<JsonObject> traced(String service, String trace) throws IOException {
        return suite.log(service).stream()
                .filter(line -> line.startsWith("{") && line.contains(trace))
                .map(JsonObject::parse)
                .filter(line -> line.object("mdc").has("traceId")
                        && line.object("mdc").text("traceId").contains(trace));
    }

    private interface Look {
        Stream<String> at() throws Exception;
    }

    private static String await(Look look) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var found = look.at().findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime()).as("still not there").isLessThan(deadline);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static String newTraceId() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
