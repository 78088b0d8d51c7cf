package dev.quittance.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quittance.devstack.suite.SuitePorts;
import dev.quittance.protocol.Address;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteConfigTest {
    private static final SuitePorts PORTS = new SuitePorts(100);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void pointsServicesAtEachOther() throws IOException {
        assertThat(config().environment("gateway"))
                .containsEntry("QUITTANCE_GATEWAY_FACILITATORS_0__URL", "http://localhost:8503")
                .containsEntry("QUITTANCE_GATEWAY_RECEIPT_SIGNER_URL", "http://localhost:8505")
                .containsEntry("QUITTANCE_GATEWAY_RECEIPT_ACCOUNT", "receipts");
        assertThat(config().environment("settlement-worker"))
                .containsEntry("QUITTANCE_WORKER_SIGNER_URL", "http://localhost:8505");
        assertThat(config().environment("signer-service"))
                .containsEntry("QUITTANCE_SIGNER_AUTHORITY", "localhost:8505");
    }

    @Test
    void letsOneAdminAloneTryThingsOut() throws IOException {
        assertThat(config().environment("signer-service"))
                .containsEntry("QUITTANCE_SIGNER_ADMIN_QUORUM", "1")
                .containsEntry("QUITTANCE_SIGNER_ADMIN_WIDENING_DELAY", "PT0S");
        assertThat(Files.readString(config().credentials().principals())).contains("\"role\":\"admin\"");
    }

    @Test
    void putsNoSecretIntoAnEnvironment() throws IOException {
        var config = config();
        List<String> secrets;
        try (Stream<Path> files = Files.list(folder.resolve("secrets"))) {
            secrets = files.map(SuiteConfigTest::read).toList();
        }

        for (String service : List.of("gateway", "facilitator", "settlement-worker", "signer-service")) {
            assertThat(config.environment(service).values()).doesNotContainAnyElementsOf(secrets);
        }
    }

    @Test
    void refusesServiceItDoesNotKnow() throws IOException {
        var config = config();

        assertThatIllegalArgumentException().isThrownBy(() -> config.environment("console"));
    }

    @Test
    void sellsTheUpstreamToThePayee() {
        var payee = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
        var token = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");

        assertThat(SuiteConfig.routes(PORTS, token, payee))
                .contains(
                        "upstream: http://localhost:8500",
                        "asset: \"" + token + "\"",
                        "payTo: \"" + payee + "\"",
                        "price: \"$0.001\"");
    }

    private SuiteConfig config() throws IOException {
        var credentials =
                Credentials.in(new Secrets(folder.resolve("secrets"), new SecureRandom(), InstantSource.system()), 2);
        return new SuiteConfig(PORTS, URI.create("http://127.0.0.1:8645"), credentials, folder.resolve("routes.yaml"));
    }

    private static String read(Path file) {
        try {
            return Secrets.read(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
