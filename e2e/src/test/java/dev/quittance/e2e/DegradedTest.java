package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service lacks while it runs: it goes on as far as it can, tells of it, and logs one line that says what to do. */
class DegradedTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int LOOKS = 4;

    private final RunningSuite suite = RunningSuite.shared();

    @ParameterizedTest
    @CsvSource({"gateway, 200", "facilitator, 200", "settlement-worker, 503"})
    void goesOnWithoutABrokerAsFarAsItCan(String service, int readiness) throws Exception {
        // When
        try (var process = ServiceProcess.start(suite, service, Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"))) {
            URI management = process.management();
            awaitFault(management, "broker", "no broker answers at 127.0.0.1:1");
            awaitLooks(management);

            // Then
            assertThat(Http.get(management.resolve("/q/health/live")).statusCode())
                    .isEqualTo(200);
            assertThat(Http.get(management.resolve("/q/health/ready")).statusCode())
                    .isEqualTo(readiness);
            assertThat(metrics(management)).contains("quittance_dependency_up{dependency=\"broker\"} 0.0");
            assertOneLine(process, "broker: no broker answers at 127.0.0.1:1; start Kafka, or correct kafka");
        }
    }

    @Test
    void gatewayTakesNoPaymentsOnTheSchemaOfANewerVersion() throws Exception {
        // Given
        suite.execute(
                "gateway",
                "insert into flyway_schema_history (installed_rank, version, description, type, script,"
                        + " installed_by, execution_time, success) values (9999, '9999', 'newer', 'SQL', 'V9999__newer.sql',"
                        + " current_user, 0, true)");
        // When
        try (var process = ServiceProcess.start(suite, "gateway", Map.of())) {
            URI management = process.management();
            awaitFault(management, "schema", "migrated by a newer version");
            awaitLooks(management);

            // Then
            assertThat(Http.get(management.resolve("/q/health/ready")).statusCode())
                    .isEqualTo(200);
            assertOneLine(process, "schema: payments wait for it: the database was migrated by a newer version");
        } finally {
            suite.execute("gateway", "delete from flyway_schema_history where version = '9999'");
        }
    }

    @Test
    void saysOnceThatTheDiskIsFullAndThatItIsNoLonger() throws Exception {
        // Given
        suite.executeAsSuperuser("alter role signer set temp_file_limit = '64kB'");
        try (var process = ServiceProcess.start(suite, "signer-service", Map.of())) {
            URI management = process.management();

            // When
            awaitFault(management, "disk", "no room left");
            awaitLooks(management);

            // Then
            assertThat(Http.get(management.resolve("/q/health/ready")).statusCode())
                    .isEqualTo(503);
            assertOneLine(process, "disk: the database has no room left; free or add space on PostgreSQL's volume");
        } finally {
            suite.executeAsSuperuser("alter role signer reset temp_file_limit");
        }
    }

    private static void assertOneLine(ServiceProcess process, String message) {
        List<JsonObject> complaints = process.complaints();
        String output = String.join("\n", process.lines());
        assertThat(complaints).as(output).hasSize(1);
        assertThat(complaints.getFirst().text("message")).contains(message);
        assertThat(output).doesNotContain("stackTrace", "\tat ");
    }

    private static void awaitFault(URI management, String probe, String words) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String fault = "";
        while (!fault.contains(words)) {
            assertThat(System.nanoTime()).as("%s: %s", probe, fault).isLessThan(deadline);
            LockSupport.parkNanos(PAUSE.toNanos());
            fault = JsonObject.parse(
                            Http.get(management.resolve("/q/health/ready")).body())
                    .objects("checks")
                    .stream()
                    .filter(check -> check.text("name").equals("vitals"))
                    .map(check -> check.object("data").text(probe))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Every dependency is looked at some times more: what is said each time would show by now. */
    private static void awaitLooks(URI management) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        double target = looks(management) + LOOKS;
        while (looks(management) < target) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static double looks(URI management) throws Exception {
        return metrics(management)
                .lines()
                .filter(line -> line.startsWith("quittance_dependency_looks_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .min()
                .orElseThrow();
    }

    private static String metrics(URI management) throws Exception {
        return Http.get(management.resolve("/q/metrics")).body();
    }
}
