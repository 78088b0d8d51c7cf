package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.devstack.SelfSigned;
import dev.quittance.protocol.token.SignerTrust;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@WithTestResource(UnixSocketTest.Socket.class)
@TestProfile(UnixSocketTest.OwnEnvironment.class)
class UnixSocketTest extends SignerTest {

    @Test
    void answersThroughTheRelayThatSeesNoPlainText() throws Exception {
        try (var relay = new ByteRelay(socket())) {
            String token = client().token(alice(), "GET", ACCOUNTS, new byte[0]);

            HttpResponse<String> answer = get(relay, ca("test.listen.certificate"), "Bearer " + token);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("alice-main");
            var seen = new ByteArrayOutputStream();
            relay.carried().forEach(seen::writeBytes);
            assertThat(seen.toString(StandardCharsets.ISO_8859_1))
                    .doesNotContain(token)
                    .doesNotContain("alice-main");
        }
    }

    @Test
    void refusesWithoutTokenAsOnAPort() throws Exception {
        try (var relay = new ByteRelay(socket())) {
            HttpResponse<String> answer = get(relay, ca("test.listen.certificate"), "");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("token_missing");
        }
    }

    @Test
    void isNotBelievedByACallerThatTrustsAnother() throws Exception {
        try (var relay = new ByteRelay(socket())) {
            String other = SelfSigned.forHosts(List.of("localhost")).certificate();

            assertThatThrownBy(() -> get(relay, other, "")).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void tellsItsMetricsThroughASocketOfTheirOwn() throws Exception {
        Path socket = Path.of(config.getValue("quittance.signer.listen.metrics-socket", String.class));
        try (var relay = new ByteRelay(socket);
                var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + relay.port() + "/q/metrics"));

            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("quittance_signer_");
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create("http://localhost:" + relay.port() + "/q/health"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private Path socket() {
        return Path.of(config.getValue("quarkus.http.domain-socket", String.class));
    }

    private String ca(String name) {
        return config.getValue(name, String.class);
    }

    private static HttpResponse<String> get(ByteRelay relay, String ca, String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + relay.port() + ACCOUNTS));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try (var http = HttpClient.newBuilder()
                .sslContext(SignerTrust.context(ca))
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    /** Sockets that a killed run left behind, and a certificate. */
    public static final class Socket implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            try {
                Path folder = Files.createTempDirectory("signer-socket");
                Path socket = leftBehind(folder.resolve("signer.sock"));
                Path metrics = leftBehind(folder.resolve("metrics.sock"));
                var tls = SelfSigned.forHosts(List.of("localhost"));
                return Map.of(
                        "quarkus.http.domain-socket-enabled",
                        "true",
                        "quarkus.http.domain-socket",
                        socket.toString(),
                        "quittance.signer.listen.metrics-socket",
                        metrics.toString(),
                        "quittance.signer.listen.certificate-file",
                        Files.writeString(folder.resolve("tls.crt"), tls.certificate())
                                .toString(),
                        "quittance.signer.listen.key-file",
                        Files.writeString(folder.resolve("tls.key"), tls.key()).toString(),
                        "test.listen.certificate",
                        tls.certificate());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Path leftBehind(Path socket) throws IOException {
            try (var killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                killed.bind(UnixDomainSocketAddress.of(socket));
            }
            return socket;
        }

        @Override
        public void stop() {}
    }

    /** A service of its own, beside the one that the other tests share. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
