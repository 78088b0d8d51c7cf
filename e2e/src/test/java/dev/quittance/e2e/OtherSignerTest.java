package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.Holder;
import dev.quittance.agent.ceremony.UnattendedCeremony;
import dev.quittance.agent.signing.SignerTls;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.devstack.Ports;
import dev.quittance.devstack.Postgres;
import dev.quittance.devstack.PostgresOptions;
import dev.quittance.devstack.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A settlement-worker that was told what to expect, before signers that are something else: processes beside the suite's. */
class OtherSignerTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String REFUSED = "quittance_signer_documents_judged_total{result=\"refused\"";
    private static final String ACCEPTED = "quittance_signer_documents_judged_total{result=\"accepted\"";

    @TempDir
    Path folder;

    private final RunningSuite suite = RunningSuite.shared();
    private final Postgres postgres = Postgres.start(PostgresOptions.temporary());
    private final int port = Ports.free();
    private final List<Holder> holders =
            List.of(new Holder(BoxKey.draw(new SecureRandom())), new Holder(BoxKey.draw(new SecureRandom())));

    @BeforeEach
    void drawCertificates() throws Exception {
        var callers = new StringBuilder();
        for (String name : List.of("signer", "worker", "relay")) {
            SelfSigned pem = SelfSigned.forHosts(List.of("localhost"));
            Files.writeString(folder.resolve(name + ".crt"), pem.certificate());
            Files.writeString(folder.resolve(name + ".key"), pem.key());
            callers.append(pem.certificate());
        }
        Files.writeString(folder.resolve("callers.crt"), callers);
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    @Test
    void workerRefusesASignerWithOneOtherClass() throws Exception {
        // Given
        Launch genuine = signer();
        Launch changed = genuine.of(ChangedSigner.writeTo(folder.resolve("changed")));
        Path expected = expecting(genuine);
        assertThat(changed.measurement()).isNotEqualTo(genuine.measurement());

        // When
        try (var signer = opened(changed);
                var worker = worker(expected, signer.http(), "signer.crt")) {
            worker.awaitLine("the signer is not attested: MEASUREMENT");
            awaitMetric(worker, REFUSED);

            // Then
            assertNothingAsked(worker);
        }
        try (var signer = opened(genuine);
                var worker = worker(expected, signer.http(), "signer.crt")) {
            awaitMetric(worker, "quittance_worker_lanes_held");
            assertThat(metric(worker, ACCEPTED)).isPositive();
            assertThat(metric(worker, REFUSED)).isZero();
            assertThat(number("select count(*) from signer.spent_token")).isPositive();
        }
    }

    @Test
    void workerRefusesARelayThatEndsTlsItself() throws Exception {
        // Given
        Launch genuine = signer();
        Path expected = expecting(genuine);
        try (var signer = opened(genuine);
                var relay = new TlsRelay(
                        folder.resolve("relay.crt"),
                        folder.resolve("relay.key"),
                        signer.http().getPort(),
                        folder.resolve("signer.crt"))) {
            // When the document comes through it unchanged, and the worker takes its certificate for the signer's
            try (var worker = worker(expected, relay.uri(), "relay.crt")) {
                worker.awaitLine("the signer is not attested: TLS_KEY");
                awaitMetric(worker, REFUSED);

                // Then
                assertThat(relay.relayed()).as("connections that it ended").isPositive();
                assertNothingAsked(worker);
            }
        }
    }

    private void assertNothingAsked(ServiceProcess worker) throws Exception {
        assertThat(metric(worker, "quittance_worker_lanes_held")).isZero();
        assertThat(metric(worker, ACCEPTED)).isZero();
        assertThat(number("select count(*) from signer.spent_token")).isZero();
    }

    private Launch signer() throws IOException {
        var changes = database("signer");
        changes.put("QUARKUS_HTTP_HOST", "localhost");
        changes.put("QUARKUS_HTTP_INSECURE_REQUESTS", "disabled");
        changes.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(port));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", file("signer.crt"));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", file("signer.key"));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_TRUST_STORE_FILE", file("callers.crt"));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_TRUST_STORE_FILE_TYPE", "PEM");
        changes.put("QUITTANCE_SIGNER_AUTHORITY", "localhost:" + port);
        return Launch.beside(suite, "signer-service", changes);
    }

    /** Started, with its root; to another build the holders bring it. */
    private ServiceProcess opened(Launch launch) throws Exception {
        var signer = ServiceProcess.start(launch);
        try {
            var tls = new SignerTls(
                    Optional.of(folder.resolve("signer.crt")),
                    Optional.of(folder.resolve("worker.crt")),
                    Optional.of(folder.resolve("worker.key")));
            ceremony(launch).hold(new CeremonyClient(tls.httpClient(), signer.http()));
            return signer;
        } catch (Exception e) {
            signer.close();
            throw e;
        }
    }

    private UnattendedCeremony ceremony(Launch launch) throws IOException {
        String principals = launch.environment().getOrDefault("QUITTANCE_SIGNER_PRINCIPALS_FILE", "");
        String admin = Files.readString(Path.of(principals).resolveSibling("admin.jwk"));
        return new UnattendedCeremony(List.of(admin), holders, 2, "test");
    }

    private Path expecting(Launch genuine) throws Exception {
        return Files.writeString(folder.resolve("expected"), genuine.measurement() + "\n");
    }

    private ServiceProcess worker(Path expected, URI signer, String certificate) throws IOException {
        var changes = database("settlement_worker");
        changes.put("QUITTANCE_WORKER_SIGNER_URL", signer.toString());
        changes.put("QUITTANCE_WORKER_SIGNER_CA_FILE", file(certificate));
        changes.put("QUITTANCE_WORKER_SIGNER_CERTIFICATE_FILE", file("worker.crt"));
        changes.put("QUITTANCE_WORKER_SIGNER_CERTIFICATE_KEY_FILE", file("worker.key"));
        changes.put("QUITTANCE_WORKER_SIGNER_MEASUREMENTS_FILE", expected.toString());
        // The suite's consumers keep their partitions.
        changes.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        return ServiceProcess.start(suite, "settlement-worker", changes);
    }

    private Map<String, String> database(String role) {
        var settings = new HashMap<String, String>();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(role));
        settings.put("QUARKUS_DATASOURCE_USERNAME", role);
        settings.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password(role));
        return settings;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private long number(String sql) throws SQLException {
        try (var connection = postgres.connect("signer");
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void awaitMetric(ServiceProcess service, String name) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (metric(service, name) == 0) {
            assertThat(System.nanoTime()).as(String.join("\n", service.lines())).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static double metric(ServiceProcess service, String name) throws Exception {
        return Http.get(service.management().resolve("/q/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
