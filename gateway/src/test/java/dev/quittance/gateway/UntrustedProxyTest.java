package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where no proxy is trusted, nobody's words about a client count, and nothing leads the gateway elsewhere. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class UntrustedProxyTest extends GatewayTestCase {

    @Test
    void dropsWhatAClientSaysOfItself() throws Exception {
        // Given / When
        send(request("/free")
                .header("X-Forwarded-For", "203.0.113.7")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Real-IP", "203.0.113.7")
                .header("Forwarded", "for=203.0.113.7;host=evil.example;proto=https"));

        // Then
        var seen = upstream.seen().getFirst();
        assertThat(seen.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(seen.header("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(seen.header("X-Forwarded-Host")).isEqualTo(gateway.getAuthority());
        assertThat(seen.headers()).doesNotContainKeys("Forwarded", "X-real-ip");
    }

    @Test
    void quotesNoOriginOfAForwardedHeader() throws Exception {
        // Given / When
        var challenge = Payer.challenge(send(request("/weather/berlin")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "host=evil.example;proto=https")));

        // Then
        assertThat(challenge.resource().url())
                .isEqualTo(gateway.resolve("/weather/berlin").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://169.254.169.254/latest HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET https://evil.example/free HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                "GET //evil.example/free HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET @evil.example/free HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /free HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n",
                "GET /free HTTP/1.1\r\nHost: evil.example#localhost\r\n\r\n",
                "GET /free HTTP/1.1\r\nHost: evil.example/x\r\n\r\n",
                "GET /free HTTP/1.1\r\nHost: evil.example:0\r\n\r\n",
                "GET /free HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n",
                "GET /free HTTP/1.1\r\nHost: \r\n\r\n",
                "GET /free HTTP/1.1\r\n\r\n",
                "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
                "CONNECT /free HTTP/1.1\r\nHost: \u0001\r\n\r\n"
            })
    void leadsNowhereElse(String request) throws Exception {
        // Given / When
        String answer = sendRaw(request);

        // Then
        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContainIgnoringCase("location:");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void asksItsOwnUpstreamWhateverHostIsNamed() throws Exception {
        // Given / When
        String answer = sendRaw("GET /free HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n");

        // Then the name is told, and nothing else follows from it
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(upstream.seen().getFirst().header("Host")).startsWith("localhost:");
        assertThat(upstream.seen().getFirst().header("X-Forwarded-Host")).isEqualTo("169.254.169.254");
    }
}
