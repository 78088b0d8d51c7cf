package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a priced path is free. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PathCorpusTest extends GatewayTestCase {

    @ParameterizedTest
    @FieldSource("dev.quittance.gateway.PathCorpus#CHARGED")
    void chargesForEverySpelling(String path) throws Exception {
        // Given / When / Then
        assertThat(get(path)).startsWith("HTTP/1.1 402 ");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("dev.quittance.gateway.PathCorpus#REFUSED")
    void refusesWhatCouldBeReadInTwoWays(String path) throws Exception {
        // Given / When / Then
        assertThat(get(path)).startsWith("HTTP/1.1 400 ");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dear", "*", "?", "@dear"})
    void refusesTargetsThatAreNoPaths(String target) throws Exception {
        // Given / When / Then the server under the gateway may be the one to refuse
        assertThat(get(target)).startsWith("HTTP/1.1 4");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void refusesNothingAtAllAsItRefusesOtherPaths() throws Exception {
        // Given / When / Then the router's own fault page would be JSON of another form
        assertThat(get("?")).startsWith("HTTP/1.1 400 ").contains("application/problem+json", "no-store");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: xchunked"
            })
    void refusesFramingThatCouldBeReadInTwoWays(String header) throws Exception {
        // Given / When
        String answer = sendRaw("POST /free HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n0\r\n\r\n");

        // Then
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(upstream.seen()).isEmpty();
    }

    private String get(String path) throws Exception {
        return sendRaw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
}
