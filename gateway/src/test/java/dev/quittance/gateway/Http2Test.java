package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The second version of HTTP opens no door that the first one keeps shut. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class Http2Test extends GatewayTestCase {

    @Test
    void sellsInHttp2() throws Exception {
        // Given a client that asks for HTTP/2
        try (var http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var challenged = http2.send(request("/weather/berlin").build(), HttpResponse.BodyHandlers.ofString());
            var header = Payer.header(Payer.pay(Payer.challenge(challenged)));

            // When
            var paid = http2.send(
                    request("/weather/berlin")
                            .header("PAYMENT-SIGNATURE", header)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(challenged.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(challenged.statusCode()).isEqualTo(402);
            assertThat(paid.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(paid.statusCode()).isEqualTo(200);
            assertThat(paid.body()).isEqualTo("sunny");
        }
    }

    @Test
    void bindsBodiesWithoutALengthToo() throws Exception {
        // Given
        upstream.behave(exchange -> FakeUpstream.answer(
                exchange, 200, "got " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        try (var http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            http2.send(request("/free").build(), HttpResponse.BodyHandlers.ofString());
            var challenge = Payer.challenge(http2.send(upload("one").build(), HttpResponse.BodyHandlers.ofString()));
            var header = Payer.header(Payer.pay(challenge));

            // When
            var other = http2.send(
                    upload("two").header("PAYMENT-SIGNATURE", header).build(), HttpResponse.BodyHandlers.ofString());
            var own = http2.send(
                    upload("one").header("PAYMENT-SIGNATURE", header).build(), HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(other.statusCode()).isEqualTo(402);
            assertThat(own.body()).isEqualTo("got one");
        }
    }

    private java.net.http.HttpRequest.Builder upload(String body) {
        return request("/weather/order")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @FieldSource("dev.quittance.gateway.PathCorpus#CHARGED")
    void chargesForEverySpelling(String path) throws Exception {
        // Given / When / Then
        assertThat(status(path)).isEqualTo("402");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("dev.quittance.gateway.PathCorpus#REFUSED")
    @ValueSource(strings = {"/dear HTTP/1.1\r\nHost: x\r\n\r\nGET /dear", "/free\r\nX-A: b", "dear", "*", ""})
    void refusesPathsThatCouldBeReadInTwoWays(String path) throws Exception {
        // Given / When / Then
        assertThat(status(path)).isIn("400", "404", "refused");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: other.example",
                "connection: keep-alive",
                "connection: x-payment-id",
                "transfer-encoding: chunked",
                "upgrade: websocket",
                "keep-alive: 5",
                "proxy-connection: keep-alive",
                "te: gzip",
                "x-a: b\r\nX-Payment-Id: forged",
                "x-a: b\nc: d",
                "x-a: b\u0000c",
                "x-a\r\nx-b: c",
                "x a: b",
                "X-Upper: b",
                ":path: /dear",
                ":authority: other.example",
                ":unknown: x",
                "content-length: 5",
                "content-length: -1"
            })
    void refusesHeadersThatCouldBeReadInTwoWays(String line) throws Exception {
        // Given
        int colon = line.indexOf(": ", 1);
        var headers = new ArrayList<>(request("GET", "/free", "localhost"));
        headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 2)));

        // When / Then
        assertThat(RawHttp2.status(gateway, headers)).isIn("400", "refused");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user@localhost", "a b", "localhost:0", "x,y", "localhost\r\nx: y"})
    void refusesAuthoritiesThatAreNoHost(String authority) throws Exception {
        // Given / When / Then
        assertThat(RawHttp2.status(gateway, request("GET", "/free", authority))).isIn("400", "refused");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void putsCookiesTogether() throws Exception {
        // Given
        var headers = new ArrayList<>(request("GET", "/free", "localhost"));
        headers.add(Map.entry("cookie", "a=1"));
        headers.add(Map.entry("cookie", "b=2"));

        // When / Then
        assertThat(RawHttp2.status(gateway, headers)).isEqualTo("200");
        assertThat(upstream.seen().getFirst().header("Cookie")).isEqualTo("a=1; b=2");
    }

    private String status(String path) throws Exception {
        return RawHttp2.status(gateway, request("GET", path, "localhost"));
    }

    private static List<Map.Entry<String, String>> request(String method, String path, String authority) {
        return List.of(
                Map.entry(":method", method),
                Map.entry(":scheme", "http"),
                Map.entry(":path", path),
                Map.entry(":authority", authority));
    }
}
