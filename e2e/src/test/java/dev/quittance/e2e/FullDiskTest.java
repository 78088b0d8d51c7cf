package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.Postgres;
import dev.quittance.devstack.PostgresOptions;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PostgreSQL on a disk without room: a small file system of its own, which only root can mount. */
class FullDiskTest {
    private static final String SIZE = "256m";

    @TempDir
    private static Path disk;

    private static Optional<Postgres> database = Optional.empty();

    private final RunningSuite suite = RunningSuite.shared();

    @BeforeAll
    static void start() throws Exception {
        if (run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "quittance-full-disk", disk.toString()) != 0) {
            String reason = "a small file system cannot be mounted here: that takes root";
            System.err.println("SKIPPED: PostgreSQL on a full disk: " + reason);
            abort(reason);
        }
        var options = new PostgresOptions(
                0,
                Optional.of(disk.resolve("postgres")),
                Optional.empty(),
                Map.of(),
                Map.of("max_wal_size", "64MB", "min_wal_size", "32MB"));
        database = Optional.of(Postgres.start(options));
    }

    @AfterAll
    static void stop() throws Exception {
        database.ifPresent(Postgres::close);
        run("umount", "-l", disk.toString());
    }

    @AfterEach
    void makeRoom() throws IOException {
        Files.deleteIfExists(filler());
    }

    @ParameterizedTest
    @CsvSource({"gateway, 200", "facilitator, 503", "settlement-worker, 503", "signer-service, 503"})
    void saysOnceThatTheDiskIsFullAndThatItIsNoLonger(String service, int readiness) throws Exception {
        emptySchema(role(service));
        var settings = new HashMap<>(database(service));
        // The gateway keeps what is awaited here to itself.
        settings.put("QUARKUS_LOG_CATEGORY__ORG_FLYWAYDB_CORE_INTERNAL_COMMAND_DBMIGRATE__LEVEL", "INFO");
        try (var process = WatchedProcess.start(suite, service, settings)) {
            // Given
            process.awaitLine("now at version");
            process.awaitWell("disk");

            // When
            fill();
            process.awaitFault("disk", "no room left");
            process.awaitLooks();

            // Then
            assertThat(process.health("live")).isEqualTo(200);
            assertThat(process.health("ready")).isEqualTo(readiness);
            assertThat(process.metrics()).contains("quittance_dependency_up{dependency=\"disk\"} 0.0");
            process.assertOneLine("disk: the database has no room left; free or add space on PostgreSQL's volume");

            // And when there is room again
            makeRoom();
            process.awaitLine("disk: all is well again");
            process.awaitWell("disk");
        }
    }

    @Test
    void saysOnceThatAMigrationHasNoRoomHoweverOftenItIsTried() throws Exception {
        // Given
        emptySchema("gateway");
        fill();
        try (var process = WatchedProcess.start(suite, "gateway", database("gateway"))) {
            // When
            process.awaitFault("schema", "payments wait for it: the database has no room left");
            process.awaitLooks();

            // Then
            process.assertComplaints("disk: the database has no room left", "schema: payments wait for it: ");
            assertThat(process.health("ready")).isEqualTo(200);

            // And when there is room again
            makeRoom();
            process.awaitLine("schema: all is well again");
        }
    }

    private static String role(String service) {
        return service.equals("signer-service") ? "signer" : service.replace('-', '_');
    }

    private static void emptySchema(String role) throws SQLException {
        try (var connection = database.orElseThrow().connectAsSuperuser();
                var statement = connection.createStatement()) {
            statement.execute("drop schema " + role + " cascade; create schema " + role + " authorization " + role);
        }
    }

    private static Map<String, String> database(String service) {
        String role = role(service);
        Postgres postgres = database.orElseThrow();
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                postgres.jdbcUrl(role),
                "QUARKUS_DATASOURCE_USERNAME",
                role,
                "QUARKUS_DATASOURCE_PASSWORD",
                postgres.password(role));
    }

    private static Path filler() {
        return disk.resolve("filler");
    }

    private static void fill() throws IOException {
        try (var channel = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var out = Channels.newOutputStream(channel)) {
            var zeros = new byte[1 << 16];
            assertThatThrownBy(() -> {
                        while (true) {
                            out.write(zeros);
                        }
                    })
                    .hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
