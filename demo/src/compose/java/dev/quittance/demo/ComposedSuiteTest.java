package dev.quittance.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.Executables;
import dev.quittance.devstack.Project;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.DockerComposeContainer;
import org.testcontainers.lifecycle.Startable;

/** The composed suite on whatever engine Testcontainers finds; without one, or without the images, it is skipped and says so. */
class ComposedSuiteTest {
    private static final Duration READY_LIMIT = Duration.ofMinutes(4);
    private static final int GATEWAY_PORT = 28402;
    private static final List<String> IMAGES =
            List.of("gateway", "facilitator", "settlement-worker", "signer-service", "evaluation");

    @TempDir
    static Path folder;

    private static Startable suite;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        var docker = DockerClientFactory.instance();
        if (!docker.isDockerAvailable()) {
            skip("no Docker engine answers");
        }
        for (String image : IMAGES) {
            String name = "quittance/" + image + ":0.1.0";
            if (docker.client()
                    .listImagesCmd()
                    .withReferenceFilter(name)
                    .exec()
                    .isEmpty()) {
                skip("there is no image " + name + ", run ./quittance compose-test first");
            }
        }
        Path secrets = folder.resolve("secrets");
        ComposeSecrets.draw(secrets, "signer", 1, "http://upstream:8401");
        Map<String, String> environment = Map.of(
                "QUITTANCE_NETWORK", SuiteConfig.NETWORK,
                "QUITTANCE_RPC_URL", "http://chain:8545",
                "QUITTANCE_SECRETS", secrets.toString(),
                "QUITTANCE_ROUTES", secrets.resolve("routes.yaml").toString(),
                "QUITTANCE_GATEWAY_PORT", Integer.toString(GATEWAY_PORT),
                "QUITTANCE_SIGNER_PORT", "28405",
                "QUITTANCE_CHAIN_PORT", "28545");
        Path settings = Files.writeString(
                folder.resolve("env"),
                environment.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n", "", "\n")));
        var measured = new Compose(Project.root(), "quittance-measure", settings);
        try {
            new ComposeTrust(measured, secrets, line -> {}).expectTheSigner();
        } finally {
            measured.down();
        }
        File file = Project.root().resolve("docker-compose.yml").toFile();
        suite = Executables.find("docker-compose").isPresent()
                ? new DockerComposeContainer<>(file)
                        .withLocalCompose(true)
                        .withEnv(environment)
                        .withOptions("--profile=evaluation")
                : new ComposeContainer(file)
                        .withLocalCompose(true)
                        .withEnv(environment)
                        .withOptions("--profile=evaluation");
        suite.start();
    }

    private static void skip(String reason) {
        System.err.println("SKIPPED: the composed suite: " + reason);
        abort(reason);
    }

    @AfterAll
    static void stop() {
        if (suite != null) {
            suite.stop();
        }
    }

    @Test
    void asksForPaymentOnceItIsUp() throws Exception {
        var url = URI.create("http://127.0.0.1:" + GATEWAY_PORT + SuiteConfig.PATH);
        var status = new AtomicInteger();

        try (var http = dev.quittance.agent.PayingClient.httpClient()) {
            Compose.await(READY_LIMIT, "the gateway does not answer", () -> {
                try {
                    status.set(http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding())
                            .statusCode());
                    return true;
                } catch (IOException e) {
                    return false;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            });
        }

        assertThat(status.get()).isEqualTo(402);
        assertThat(Files.exists(folder.resolve("secrets").resolve("signer.crt"))).isTrue();
    }
}
