package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator gets wrong: the built service ends, and its last word says what to do. */
class BadStartTest {
    private static final String NEWER = "9999";

    private final RunningSuite suite = RunningSuite.shared();

    @TempDir
    private Path folder;

    /**
     * One thing that is wrong.
     *
     * @param value the variable's; {@code EMPTY} and {@code FOLDER} stand for files that no secret can be read from
     * @param words what the last line must hold
     */
    record Wrong(String service, String variable, String value, List<String> words) {
        @Override
        public String toString() {
            return service + " with " + variable + "=" + value;
        }
    }

    private static Wrong wrong(String service, String variable, String value, String... words) {
        return new Wrong(service, variable, value, List.of(words));
    }

    static Stream<Wrong> wrongs() {
        String gateway = "gateway";
        String facilitator = "facilitator";
        String worker = "settlement-worker";
        String signer = "signer-service";
        return Stream.of(
                wrong(
                        gateway,
                        "QUITTANCE_GATEWAY_CHALLENGE_LIFE",
                        "soon",
                        "quittance.gateway.challenge-life",
                        "QUITTANCE_GATEWAY_CHALLENGE_LIFE",
                        "soon"),
                wrong(gateway, "QUITTANCE_GATEWAY_ROUTES_FILE", "", "set quittance.gateway.routes-file"),
                wrong(gateway, "QUITTANCE_GATEWAY_CHALLENGE_KEYS_FILE", "EMPTY", "is empty", "challenge-keys-file"),
                wrong(gateway, "QUITTANCE_GATEWAY_ANSWER_KEYS_FILE", "FOLDER", "cannot be read", "answer-keys-file"),
                wrong(
                        gateway,
                        "QUITTANCE_GATEWAY_FACILITATORS_0__TOKEN_FILE",
                        "/nowhere/token",
                        "/nowhere/token does not exist",
                        "token-file"),
                wrong(gateway, "QUITTANCE_GATEWAY_RECEIPT_KEY_FILE", "EMPTY", "is empty", "receipt.key-file"),
                wrong(facilitator, "QUITTANCE_REQUEST_BODY_BYTES_MAX", "many", "quittance.request.body-bytes-max"),
                wrong(facilitator, "QUITTANCE_CALLERS_FILE", "/nowhere/callers", "does not exist", "callers-file"),
                wrong(
                        facilitator,
                        "QUITTANCE_CHAINS_0__NETWORK",
                        "eip155:8453",
                        "serves chain 84532, not chain 8453",
                        "correct quittance.chains"),
                wrong(facilitator, "QUARKUS_DATASOURCE_PASSWORD", "wrong", "quarkus.datasource.password", "28P01"),
                wrong(
                        facilitator,
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        "jdbc:postgresql://127.0.0.1:1/quittance",
                        "start it, or correct quarkus.datasource.jdbc.url"),
                wrong(worker, "QUITTANCE_WORKER_BATCH_MAX", "lots", "quittance.worker.batch.max", "lots"),
                wrong(worker, "QUITTANCE_WORKER_SIGNER_KEY_FILE", "EMPTY", "is empty", "signer.key-file"),
                wrong(
                        worker,
                        "QUITTANCE_WORKER_NETWORK",
                        "eip155:8453",
                        "serves chain 84532, not chain 8453",
                        "correct quittance.worker"),
                wrong(worker, "QUITTANCE_WORKER_NETWORK", "base", "correct quittance.worker.network"),
                wrong(signer, "QUITTANCE_SIGNER_CLOCK_SKEW_MAX", "little", "quittance.signer.clock-skew-max"),
                wrong(signer, "QUITTANCE_SIGNER_DEVICE_SECRET_FILE", "EMPTY", "is empty", "device-secret-file"),
                wrong(signer, "QUITTANCE_SIGNER_MANIFEST_FILE", "EMPTY", "is empty", "manifest-file"),
                wrong(signer, "QUITTANCE_SIGNER_PRINCIPALS_FILE", "FOLDER", "cannot be read", "principals-file"));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void endsWithOneLineThatSaysWhatToDo(Wrong wrong) throws Exception {
        var service = ServiceProcess.start(suite, wrong.service(), Map.of(wrong.variable(), valueOf(wrong)));

        assertEndsWith(service, wrong.words().toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("migrated")
    void doesNotTouchTheSchemaOfANewerVersion(String service) throws Exception {
        // Given
        suite.execute(
                service,
                "insert into flyway_schema_history (installed_rank, version, description, type, script,"
                        + " installed_by, execution_time, success) values (9999, '" + NEWER + "', 'newer', 'SQL',"
                        + " 'V9999__newer.sql', current_user, 0, true)");
        try {
            // When
            var process = ServiceProcess.start(suite, service, Map.of());

            // Then
            assertEndsWith(process, "migrated by a newer version", "start that version or a newer one");
        } finally {
            suite.execute(service, "delete from flyway_schema_history where version = '" + NEWER + "'");
        }
    }

    static Stream<String> migrated() {
        return Stream.of("facilitator", "settlement-worker", "signer-service");
    }

    @Test
    void saysNothingOfASecretThatIsMalformed() throws Exception {
        // Given
        Path key = Files.writeString(folder.resolve("key"), "c2VjcmV0");

        // When
        var service = ServiceProcess.start(
                suite, "signer-service", Map.of("QUITTANCE_SIGNER_DEVICE_SECRET_FILE", key.toString()));

        // Then
        assertEndsWith(service, "device secret", "32 bytes");
        assertThat(String.join("\n", service.lines())).doesNotContain("c2VjcmV0");
    }

    private static void assertEndsWith(ServiceProcess service, String... words) throws Exception {
        try (service) {
            int code = service.awaitExit();
            String output = String.join("\n", service.lines());
            assertThat(code).as(output).isEqualTo(1);
            var last = JsonObject.parse(service.lines().getLast());
            assertThat(last.text("message")).startsWith("cannot start: ").contains(words);
            assertThat(service.complaints()).as(output).hasSize(1);
            assertThat(output).doesNotContain("\tat ", "stackTrace", "Exception");
        }
    }

    private String valueOf(Wrong wrong) throws IOException {
        return switch (wrong.value()) {
            case "EMPTY" -> Files.writeString(folder.resolve("empty"), "\n").toString();
            case "FOLDER" -> folder.toString();
            default -> wrong.value();
        };
    }
}
