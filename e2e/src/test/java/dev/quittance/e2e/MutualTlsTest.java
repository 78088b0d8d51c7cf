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
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A settlement-worker and a gateway before a signer that demands certificates; all of them processes beside the suite's. */
class MutualTlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final BigInteger PURSE = BigInteger.valueOf(5_000);
    private static final String WORKER = "QUITTANCE_WORKER_SIGNER_";
    private static final String GATEWAY = "QUITTANCE_GATEWAY_RECEIPT_";

    @TempDir
    Path folder;

    private final RunningSuite suite = RunningSuite.shared();
    private final Postgres postgres = Postgres.start(PostgresOptions.temporary());
    private final int port = Ports.free();

    @AfterEach
    void stop() {
        postgres.close();
    }

    @Test
    void servesAWorkerWithACertificateAndNoOther() throws Exception {
        try (var signer = signer()) {
            signer.http();

            // When it comes without a certificate, or with a stranger's
            for (Map<String, String> settings : List.of(trusting(WORKER), showing(WORKER, "stranger"))) {
                try (var worker = worker(settings)) {
                    worker.awaitLine("the signer gave no answer");
                    assertThat(lanesHeld(worker)).isZero();
                }
            }
            assertThat(tokensSpent()).isZero();

            // When it shows its own
            try (var worker = worker(showing(WORKER, "caller"))) {
                awaitLanes(worker);
            }

            // Then
            assertThat(tokensSpent()).isPositive();
        }
    }

    @Test
    void signsReceiptsForAGatewayWithACertificateAndNoOther() throws Exception {
        try (var signer = signer()) {
            signer.http();

            // When it comes with a stranger's certificate
            try (var gateway = gateway(showing(GATEWAY, "stranger"))) {
                buy(gateway.http());
                awaitMetric(gateway, "quittance_gateway_receipts_total{result=\"unavailable\"}");
            }
            assertThat(tokensSpent()).isZero();
            assertThat(number("select count(*) from signer.signing_journal")).isZero();

            // When it shows its own
            try (var gateway = gateway(showing(GATEWAY, "caller"))) {
                buy(gateway.http());
                awaitMetric(gateway, "quittance_gateway_receipts_total{result=\"issued\"}");
            }

            // Then
            assertThat(number("select count(*) from signer.signing_journal where kind = 'receipt'"))
                    .isPositive();
        }
    }

    private void buy(URI gateway) throws Exception {
        URI resource = gateway.resolve("/weather/berlin");
        var payer = new Payer();
        suite.setBalance(payer.address(), PURSE);
        PaymentRequired challenge = Http.challenge(Http.get(resource));
        var payment = payer.pay(challenge).toJson();

        var answer = Http.get(resource, "PAYMENT-SIGNATURE", PaymentHeader.encode(payment));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        // A new gateway's schema is made beside its start; until then it asks for the same payment again.
        while (answer.statusCode() == 503 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = Http.get(resource, "PAYMENT-SIGNATURE", PaymentHeader.encode(payment));
        }

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private ServiceProcess signer() throws Exception {
        SelfSigned own = SelfSigned.forHosts(List.of("localhost"));
        SelfSigned caller = SelfSigned.forHosts(List.of("caller"));
        SelfSigned stranger = SelfSigned.forHosts(List.of("caller"));
        write("caller", caller);
        write("stranger", stranger);
        write("signer", own);
        var changes = database("signer");
        changes.put("QUARKUS_HTTP_HOST", "localhost");
        changes.put("QUARKUS_HTTP_INSECURE_REQUESTS", "disabled");
        changes.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(port));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", file("signer.crt"));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", file("signer.key"));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_TRUST_STORE_FILE", file("caller.crt"));
        changes.put("QUARKUS_HTTP_SSL_CERTIFICATE_TRUST_STORE_FILE_TYPE", "PEM");
        changes.put("QUITTANCE_SIGNER_AUTHORITY", "localhost:" + port);
        var signer = ServiceProcess.start(suite, "signer-service", changes);
        try {
            bringRoot(signer.http());
            return signer;
        } catch (Exception e) {
            signer.close();
            throw e;
        }
    }

    /** Its database is new: it has the suite's admin, and waits for its first manifest. */
    private void bringRoot(URI signer) throws Exception {
        String principals = ServiceProcess.environmentOf(suite.service("signer-service"))
                .getOrDefault("QUITTANCE_SIGNER_PRINCIPALS_FILE", "");
        String admin = Files.readString(Path.of(principals).resolveSibling("admin.jwk"));
        var random = new SecureRandom();
        var holders = List.of(new Holder(BoxKey.draw(random)), new Holder(BoxKey.draw(random)));
        var tls = new SignerTls(
                Optional.of(Path.of(file("signer.crt"))),
                Optional.of(Path.of(file("caller.crt"))),
                Optional.of(Path.of(file("caller.key"))));
        new UnattendedCeremony(List.of(admin), holders, 2, "test").hold(new CeremonyClient(tls.httpClient(), signer));
    }

    private ServiceProcess worker(Map<String, String> settings) throws IOException {
        var changes = database("settlement_worker");
        changes.put("QUITTANCE_WORKER_SIGNER_URL", "https://localhost:" + port);
        // This signer has other settings than the suite's own, so it measures something else.
        changes.put("QUITTANCE_WORKER_SIGNER_MEASUREMENTS_FILE", "");
        return withoutBroker("settlement-worker", changes, settings);
    }

    private ServiceProcess gateway(Map<String, String> settings) throws IOException {
        var changes = database("gateway");
        changes.put("QUITTANCE_GATEWAY_RECEIPT_SIGNER_URL", "https://localhost:" + port);
        changes.put("QUITTANCE_GATEWAY_RECEIPT_MEASUREMENTS_FILE", "");
        return withoutBroker("gateway", changes, settings);
    }

    /** The suite's consumers keep their partitions. */
    private ServiceProcess withoutBroker(String service, Map<String, String> changes, Map<String, String> settings)
            throws IOException {
        changes.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        changes.putAll(settings);
        return ServiceProcess.start(suite, service, changes);
    }

    private Map<String, String> trusting(String prefix) {
        return Map.of(prefix + "CA_FILE", file("signer.crt"));
    }

    private Map<String, String> showing(String prefix, String certificate) {
        var settings = new HashMap<>(trusting(prefix));
        settings.put(prefix + "CERTIFICATE_FILE", file(certificate + ".crt"));
        settings.put(prefix + "CERTIFICATE_KEY_FILE", file(certificate + ".key"));
        return settings;
    }

    private Map<String, String> database(String role) {
        var settings = new HashMap<String, String>();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(role));
        settings.put("QUARKUS_DATASOURCE_USERNAME", role);
        settings.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password(role));
        return settings;
    }

    private void write(String name, SelfSigned pem) throws IOException {
        Files.writeString(Path.of(file(name + ".crt")), pem.certificate());
        Files.writeString(Path.of(file(name + ".key")), pem.key());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private long tokensSpent() throws SQLException {
        return number("select count(*) from signer.spent_token");
    }

    private long number(String sql) throws SQLException {
        try (var connection = postgres.connect("signer");
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void awaitLanes(ServiceProcess worker) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (lanesHeld(worker) == 0) {
            assertThat(System.nanoTime()).as(String.join("\n", worker.lines())).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static double lanesHeld(ServiceProcess worker) throws Exception {
        return metric(worker, "quittance_worker_lanes_held");
    }

    private static void awaitMetric(ServiceProcess service, String name) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (metric(service, name) == 0) {
            assertThat(System.nanoTime()).as(String.join("\n", service.lines())).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** The sum over all labels that the name leaves open. */
    private static double metric(ServiceProcess service, String name) throws Exception {
        return Http.get(service.management().resolve("/q/metrics"))
                .body()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
