package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official TypeScript server, in both of its flows and by both methods, settles through this facilitator. */
class OfficialServerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunningSuite suite = RunningSuite.shared();

    @ParameterizedTest
    @ValueSource(strings = {"/answer", "/upfront", "/permit2"})
    void settlesThroughThisFacilitator(String path) throws Exception {
        // Given
        var payer = new Payer();
        Address payee = new Payer().address();
        suite.setBalance(payer.address(), BigInteger.valueOf(5_000));
        int port = freePort();
        URI resource = URI.create("http://127.0.0.1:" + port + path);
        try (var server = NodeScripts.start(
                "server.mjs", "" + port, suite.facilitator().toString(), suite.facilitatorToken(), payee.toString())) {
            server.awaitLine("listening", LIMIT);

            // When
            JsonObject result;
            try (var client = NodeScripts.start(
                    "pay.mjs",
                    resource.toString(),
                    payer.keyHex(),
                    suite.rpcUrl().toString())) {
                assertThat(client.awaitExit(LIMIT))
                        .as(() -> client.lines() + " " + server.lines())
                        .isZero();
                result = JsonObject.parse(client.lines().getLast());
            }

            // Then
            assertThat(result.integer("status"))
                    .as(() -> result + " " + server.lines())
                    .isEqualTo(200);
            assertThat(JsonObject.parse(result.text("body")).integer("answer")).isEqualTo(42);
            assertThat(result.object("paymentResponse").bool("success")).isTrue();
            assertThat(suite.balanceOf(payee)).isEqualTo(BigInteger.valueOf(1_000));
            assertThat(suite.balanceOf(payer.address())).isEqualTo(BigInteger.valueOf(4_000));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
