package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.e2e.TlsSigner.Caller;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A settlement-worker that was told what to expect, before signers that are something else: processes beside the suite's. */
@SuppressWarnings("NullAway.Init") // Set before each test.
class OtherSignerTest {
    private static final String REFUSED = "quittance_signer_documents_judged_total{result=\"refused\"";
    private static final String ACCEPTED = "quittance_signer_documents_judged_total{result=\"accepted\"";
    private static final String LANES = "quittance_worker_lanes_held";

    @TempDir
    private Path folder;

    private TlsSigner signers;
    private Launch genuine;
    private Path expected;

    @BeforeEach
    void expectTheGenuineOne() throws Exception {
        signers = new TlsSigner(RunningSuite.shared(), folder);
        signers.admit(signers.draw("relay"));
        genuine = signers.launch();
        expected = Files.writeString(folder.resolve("expected"), genuine.measurement() + "\n");
    }

    @AfterEach
    void stop() {
        signers.close();
    }

    @Test
    void workerRefusesASignerWithOneOtherClass() throws Exception {
        // Given
        Launch changed = genuine.of(ChangedSigner.writeTo(folder.resolve("changed")));
        assertThat(changed.measurement()).isNotEqualTo(genuine.measurement());

        // When
        try (var signer = signers.open(changed);
                var worker = worker(signer.http(), "signer.crt")) {
            worker.awaitLine("the signer is not attested: MEASUREMENT");
            worker.awaitMetric(REFUSED);

            // Then
            assertNothingAsked(worker);
        }
        try (var signer = signers.open(genuine);
                var worker = worker(signer.http(), "signer.crt")) {
            worker.awaitMetric(LANES);
            assertThat(worker.metric(ACCEPTED)).isPositive();
            assertThat(worker.metric(REFUSED)).isZero();
            assertThat(signers.count("spent_token")).isPositive();
        }
    }

    @Test
    void workerRefusesARelayThatEndsTlsItself() throws Exception {
        // Given
        try (var signer = signers.open(genuine);
                var relay = new TlsRelay(
                        folder.resolve("relay.crt"),
                        folder.resolve("relay.key"),
                        signer.http().getPort(),
                        folder.resolve("signer.crt"))) {
            // When the document comes through it unchanged, and the worker takes its certificate for the signer's
            try (var worker = worker(relay.uri(), "relay.crt")) {
                worker.awaitLine("the signer is not attested: TLS_KEY");
                worker.awaitMetric(REFUSED);

                // Then
                assertThat(relay.relayed()).as("connections that it ended").isPositive();
                assertNothingAsked(worker);
            }
        }
    }

    private void assertNothingAsked(ServiceProcess worker) throws Exception {
        assertThat(worker.metric(LANES)).isZero();
        assertThat(worker.metric(ACCEPTED)).isZero();
        assertThat(signers.count("spent_token")).isZero();
    }

    private ServiceProcess worker(URI signer, String certificate) throws IOException {
        var settings = new HashMap<>(signers.showing("caller"));
        settings.put("URL", signer.toString());
        settings.put("CA_FILE", signers.file(certificate));
        settings.put("MEASUREMENTS_FILE", expected.toString());
        return signers.start(Caller.WORKER, settings);
    }
}
