package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway behind proxies that it trusts, with small limits; each test is a client with an address of its own. */
@QuarkusTest
@TestProfile(LimitsTest.Small.class)
class LimitsTest extends GatewayTestCase {
    private static final String FREE = "192.0.2.99";
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    private final String address = "198.51.100." + CLIENTS.incrementAndGet();

    /** The usual surroundings with small limits. */
    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quittance.gateway.trusted-proxies", "127.0.0.0/8,::1,10.0.0.0/8",
                    "quittance.gateway.limit.exempt", FREE,
                    "quittance.gateway.limit.requests-per-second", "1",
                    "quittance.gateway.limit.requests-burst", "40",
                    "quittance.gateway.limit.requests-running", "4",
                    "quittance.gateway.limit.challenges-per-second", "1",
                    "quittance.gateway.limit.challenges-burst", "20",
                    "quittance.gateway.limit.payments-per-second", "1",
                    "quittance.gateway.limit.payments-burst", "4",
                    "quittance.gateway.limit.header-fields", "40");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Surroundings.class));
        }
    }

    private HttpRequest.Builder from(String sender, String path) {
        return request(path).header("X-Forwarded-For", sender);
    }

    @Test
    void limitsTheRequestsOfAClientAndNoOther() throws Exception {
        // Given a client that asked as often as it may
        HttpResponse<String> last = send(from(address, "/free"));
        for (int i = 0; i < 60 && last.statusCode() == 200; i++) {
            last = send(from(address, "/free"));
        }
        int seen = upstream.seen().size();

        // When
        var other = send(from("203.0.113.1", "/free"));

        // Then
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(code(last)).isEqualTo("too_many_requests");
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(last.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(seen).isGreaterThanOrEqualTo(40);
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void limitsTheChallengesOfAClientButHearsItsPayment() throws Exception {
        // Given a quote, and a client that asked for many more
        var challenge = Payer.challenge(send(from(address, "/weather/berlin")));
        HttpResponse<String> last = send(from(address, "/weather/berlin"));
        for (int i = 0; i < 36 && last.statusCode() == 402; i++) {
            last = send(from(address, "/weather/berlin"));
        }

        // When
        var paid =
                send(from(address, "/weather/berlin").header("PAYMENT-SIGNATURE", Payer.header(Payer.pay(challenge))));

        // Then
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(code(last)).isEqualTo("too_many_challenges");
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(paid.statusCode()).isEqualTo(200);
    }

    @Test
    void limitsWhatAClientHasInWorkAndForgetsThoseWhoLeft() throws Exception {
        // Given as many requests in work as a client may have
        var go = new CountDownLatch(1);
        upstream.behave(exchange -> {
            go.await();
            FakeUpstream.answer(exchange, 200, "late");
        });
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 4; i++) {
                var socket = new Socket(gateway.getHost(), gateway.getPort());
                sockets.add(socket);
                socket.getOutputStream()
                        .write(("GET /free HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + address + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            await("all are in work", () -> upstream.seen().size() == 4);

            // When
            var more = send(from(address, "/free"));

            // Then
            assertThat(more.statusCode()).isEqualTo(429);
            assertThat(code(more)).isEqualTo("too_many_at_once");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        go.countDown();
        upstream.behave(exchange -> FakeUpstream.answer(exchange, 200, "sunny"));
        awaitRoom();
    }

    @Test
    void forgetsRequestsWhoseAnswersBreakOff() throws Exception {
        // Given an upstream that promises more than it sends
        upstream.behave(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            throw new IOException("broken off by the test");
        });

        // When a client meets it more often than it may have requests in work
        for (int i = 0; i < 6; i++) {
            assertThatThrownBy(() -> send(from(address, "/free"))).isInstanceOf(IOException.class);
        }

        // Then none of them counts any more
        upstream.behave(exchange -> FakeUpstream.answer(exchange, 200, "sunny"));
        awaitRoom();
    }

    private void awaitRoom() {
        await("there is room again", () -> {
            try {
                return send(from(address, "/free")).statusCode() == 200;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void limitsThePaymentsOfAPayerBeforeAnythingIsSettled() throws Exception {
        // Given a payer that paid as often as it may, from many addresses that are not limited
        HttpResponse<String> last = pay();
        for (int i = 0; i < 12 && last.statusCode() == 200; i++) {
            last = pay();
        }
        int asked = facilitator.asked().size();

        // When
        var again = pay();

        // Then
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(again.statusCode()).isEqualTo(429);
        assertThat(code(again)).isEqualTo("too_many_payments");
        assertThat(again.headers().firstValue("Retry-After")).isPresent();
        assertThat(facilitator.asked()).hasSize(asked);
    }

    private HttpResponse<String> pay() throws Exception {
        var challenge = Payer.challenge(send(from(FREE, "/weather/berlin")));
        return send(from(FREE, "/weather/berlin").header("PAYMENT-SIGNATURE", Payer.header(Payer.pay(challenge))));
    }

    @Test
    void refusesTooManyHeaders() throws Exception {
        // Given / When
        String answer = sendRaw("GET /free HTTP/1.1\r\nHost: localhost\r\n" + "X-A: b\r\n".repeat(41) + "\r\n");

        // Then
        assertThat(answer).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7|203.0.113.7",
                "198.18.0.1, 203.0.113.7|203.0.113.7",
                "198.18.0.1, 203.0.113.7, 10.1.1.1, 127.0.0.9|203.0.113.7",
                "203.0.113.7:4711|203.0.113.7",
                "[2001:db8::7]:443|2001:db8::7",
                "10.0.0.1|10.0.0.1",
                "203.0.113.7, unknown|127.0.0.1",
                "203.0.113.7, ::1%eth0|127.0.0.1",
                "203.0.113.7, localhost|127.0.0.1"
            })
    void readsTheWayOfARequestFromHereOutwards(String header, String expected) throws Exception {
        // Given / When
        send(from(header, "/free").header("X-Real-IP", "198.18.0.2").header("Forwarded", "for=198.18.0.3"));

        // Then
        assertThat(upstream.seen().getFirst().header("X-Forwarded-For")).isEqualTo(expected);
        assertThat(upstream.seen().getFirst().headers()).doesNotContainKeys("Forwarded", "X-real-ip");
    }

    @ParameterizedTest
    @EnumSource
    void challengesForTheOriginThatATrustedProxyTells(HttpClient.Version version) throws Exception {
        try (var proxy = HttpClient.newBuilder().version(version).build()) {
            // Given / When
            var challenge = Payer.challenge(send(proxy, "/weather/berlin", "https", "api.example.com"));
            var nonsense = Payer.challenge(send(proxy, "/weather/berlin", "javascript", "evil.example/@x"));
            var free = send(proxy, "/free", "https", "api.example.com");

            // Then
            assertThat(challenge.resource().url()).isEqualTo("https://api.example.com/weather/berlin");
            assertThat(nonsense.resource().url())
                    .isEqualTo(gateway.resolve("/weather/berlin").toString());
            assertThat(free.version()).isEqualTo(version);
            assertThat(upstream.seen().getFirst().header("X-Forwarded-Host")).isEqualTo("api.example.com");
        }
    }

    private HttpResponse<String> send(HttpClient proxy, String path, String scheme, String host) throws Exception {
        var request = from(FREE, path).header("X-Forwarded-Proto", scheme).header("X-Forwarded-Host", host);
        return proxy.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
