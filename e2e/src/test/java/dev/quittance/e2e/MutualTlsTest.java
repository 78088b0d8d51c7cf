package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.e2e.TlsSigner.Caller;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A settlement-worker and a gateway before a signer that demands certificates; all of them processes beside the suite's. */
@SuppressWarnings("NullAway.Init") // Set before each test.
class MutualTlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final BigInteger PURSE = BigInteger.valueOf(5_000);

    @TempDir
    private Path folder;

    private final RunningSuite suite = RunningSuite.shared();
    private TlsSigner signers;

    @BeforeEach
    void drawCertificates() throws IOException {
        signers = new TlsSigner(suite, folder);
        signers.draw("stranger");
    }

    @AfterEach
    void stop() {
        signers.close();
    }

    @Test
    void servesAWorkerWithACertificateAndNoOther() throws Exception {
        try (var signer = signers.open(signers.launch())) {
            signer.http();

            // When it comes without a certificate, or with a stranger's
            for (Map<String, String> settings : List.of(Map.<String, String>of(), signers.showing("stranger"))) {
                try (var worker = worker(settings)) {
                    worker.awaitLine("the signer gave no answer");
                    assertThat(worker.metric("quittance_worker_lanes_held")).isZero();
                }
            }
            assertThat(signers.count("spent_token")).isZero();

            // When it shows its own
            try (var worker = worker(signers.showing("caller"))) {
                worker.awaitMetric("quittance_worker_lanes_held");
            }

            // Then
            assertThat(signers.count("spent_token")).isPositive();
        }
    }

    @Test
    void signsReceiptsForAGatewayWithACertificateAndNoOther() throws Exception {
        try (var signer = signers.open(signers.launch())) {
            signer.http();

            // When it comes with a stranger's certificate
            try (var gateway = gateway("stranger")) {
                buy(gateway.http());
                gateway.awaitMetric("quittance_gateway_receipts_total{result=\"unavailable\"}");
            }
            assertThat(signers.count("spent_token")).isZero();
            assertThat(signers.count("signing_journal")).isZero();

            // When it shows its own
            try (var gateway = gateway("caller")) {
                buy(gateway.http());
                gateway.awaitMetric("quittance_gateway_receipts_total{result=\"issued\"}");
            }

            // Then
            assertThat(signers.count("signing_journal where kind = 'receipt'")).isPositive();
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

    private ServiceProcess worker(Map<String, String> settings) throws IOException {
        return signers.start(Caller.WORKER, settings);
    }

    private ServiceProcess gateway(String certificate) throws IOException {
        return signers.start(Caller.GATEWAY, signers.showing(certificate));
    }
}
