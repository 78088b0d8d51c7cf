package dev.quittance.e2e;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A signer beside the suite's, with a database of its own, that hears only whoever shows {@code caller.crt} or another certificate
 * of {@code callers.crt}.
 */
final class TlsSigner implements AutoCloseable {

    /** Who asks a signer, and under which settings it is told of it. */
    enum Caller {
        WORKER("settlement-worker", "QUITTANCE_WORKER_SIGNER_", "URL"),
        GATEWAY("gateway", "QUITTANCE_GATEWAY_RECEIPT_", "SIGNER_URL");

        private final String service;
        private final String prefix;
        private final String url;

        Caller(String service, String prefix, String url) {
            this.service = service;
            this.prefix = prefix;
            this.url = url;
        }
    }

    private final RunningSuite suite;
    private final Path folder;
    private final Postgres postgres = Postgres.start(PostgresOptions.temporary());
    private final int port = Ports.free();
    private final List<Holder> holders =
            List.of(new Holder(BoxKey.draw(new SecureRandom())), new Holder(BoxKey.draw(new SecureRandom())));

    TlsSigner(RunningSuite suite, Path folder) throws IOException {
        this.suite = suite;
        this.folder = folder;
        draw("signer");
        admit(draw("caller"));
    }

    /** Draws a key, {@code NAME.key}, and a certificate for localhost, {@code NAME.crt}. */
    String draw(String name) throws IOException {
        SelfSigned pem = SelfSigned.forHosts(List.of("localhost"));
        Files.writeString(folder.resolve(name + ".crt"), pem.certificate());
        Files.writeString(folder.resolve(name + ".key"), pem.key());
        return pem.certificate();
    }

    /** Has the next signer that starts hear whoever shows this certificate. */
    void admit(String certificate) throws IOException {
        Files.writeString(
                folder.resolve("callers.crt"), certificate, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    String file(String name) {
        return folder.resolve(name).toString();
    }

    Launch launch() throws IOException {
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
    ServiceProcess open(Launch launch) throws Exception {
        var signer = ServiceProcess.start(launch);
        try {
            String principals = launch.environment().getOrDefault("QUITTANCE_SIGNER_PRINCIPALS_FILE", "");
            String admin = Files.readString(Path.of(principals).resolveSibling("admin.jwk"));
            var tls = new SignerTls(
                    Optional.of(folder.resolve("signer.crt")),
                    Optional.of(folder.resolve("caller.crt")),
                    Optional.of(folder.resolve("caller.key")));
            new UnattendedCeremony(List.of(admin), holders, 2, "test")
                    .hold(new CeremonyClient(tls.httpClient(), signer.http()));
            return signer;
        } catch (Exception e) {
            signer.close();
            throw e;
        }
    }

    /**
     * Somebody who asks it, with a database of its own.
     *
     * @param settings of the signer's, beside its address and certificate
     */
    ServiceProcess start(Caller caller, Map<String, String> settings) throws IOException {
        var changes = database(caller.service.replace('-', '_'));
        changes.put(caller.prefix + caller.url, "https://localhost:" + port);
        changes.put(caller.prefix + "CA_FILE", file("signer.crt"));
        // It has other settings than the suite's own, so it measures something else.
        changes.put(caller.prefix + "MEASUREMENTS_FILE", "");
        // The suite's consumers keep their partitions.
        changes.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        settings.forEach((name, value) -> changes.put(caller.prefix + name, value));
        return ServiceProcess.start(suite, caller.service, changes);
    }

    /** Settings of a caller that shows this certificate. */
    Map<String, String> showing(String certificate) {
        return Map.of(
                "CERTIFICATE_FILE", file(certificate + ".crt"), "CERTIFICATE_KEY_FILE", file(certificate + ".key"));
    }

    private Map<String, String> database(String role) {
        var settings = new HashMap<String, String>();
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(role));
        settings.put("QUARKUS_DATASOURCE_USERNAME", role);
        settings.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password(role));
        return settings;
    }

    /** How many rows its database has of these. */
    long count(String rows) throws SQLException {
        try (var connection = postgres.connect("signer");
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from signer." + rows)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
