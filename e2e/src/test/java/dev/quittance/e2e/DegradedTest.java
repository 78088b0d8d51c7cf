package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service lacks while it runs: it goes on as far as it can, tells of it, and logs one line that says what to do. */
class DegradedTest {
    private final RunningSuite suite = RunningSuite.shared();

    @ParameterizedTest
    @CsvSource({"gateway, 200", "facilitator, 200", "settlement-worker, 503"})
    void goesOnWithoutABrokerAsFarAsItCan(String service, int readiness) throws Exception {
        // When
        try (var process = WatchedProcess.start(suite, service, Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"))) {
            process.awaitFault("broker", "no broker answers at 127.0.0.1:1");
            process.awaitLooks();

            // Then
            assertThat(process.health("live")).isEqualTo(200);
            assertThat(process.health("ready")).isEqualTo(readiness);
            assertThat(process.metrics()).contains("quittance_dependency_up{dependency=\"broker\"} 0.0");
            process.assertOneLine("broker: no broker answers at 127.0.0.1:1; start Kafka, or correct kafka");
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
        try (var process = WatchedProcess.start(suite, "gateway", Map.of())) {
            process.awaitFault("schema", "migrated by a newer version");
            process.awaitLooks();

            // Then
            assertThat(process.health("ready")).isEqualTo(200);
            process.assertOneLine("schema: payments wait for it: the database was migrated by a newer version");
        } finally {
            suite.execute("gateway", "delete from flyway_schema_history where version = '9999'");
        }
    }

    @Test
    void saysOnceThatTheDiskIsFullAndThatItIsNoLonger() throws Exception {
        // Given
        suite.executeAsSuperuser("alter role signer set temp_file_limit = '64kB'");
        try (var process = WatchedProcess.start(suite, "signer-service", Map.of())) {
            // When
            process.awaitFault("disk", "no room left");
            process.awaitLooks();

            // Then
            assertThat(process.health("ready")).isEqualTo(503);
            process.assertOneLine("disk: the database has no room left; free or add space on PostgreSQL's volume");
        } finally {
            suite.executeAsSuperuser("alter role signer reset temp_file_limit");
        }
    }
}
