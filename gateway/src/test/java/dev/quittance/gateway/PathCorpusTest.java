package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No spelling of a priced path is free. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PathCorpusTest extends GatewayTestCase {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dear",
                "/dear/",
                "/DEAR",
                "/Dear/",
                "/%64ear",
                "/%44EAR",
                "/dear?",
                "/dear?free=1",
                "/weather",
                "/weather/",
                "/WEATHER/Berlin",
                "/we%61ther/berlin",
                "/weather/%3Fx",
                "/weather/caf%C3%A9"
            })
    void chargesForEverySpelling(String path) throws Exception {
        // Given / When / Then
        assertThat(get(path)).startsWith("HTTP/1.1 402 ");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/free/../dear",
                "/./dear",
                "/dear/.",
                "/dear/..",
                "/free/%2e%2e/dear",
                "/free/.%2E/dear",
                "//dear",
                "/free//dear",
                "/weather//berlin",
                "/dear;x=1",
                "/;/dear",
                "/..;/dear",
                "/dear%3Bx",
                "/%2Fdear",
                "/free%2F..%2Fdear",
                "/weather%2fberlin",
                "/\\dear",
                "/free\\..\\dear",
                "/%5Cdear",
                "/%255Cdear",
                "/%2564ear",
                "/dear%00",
                "/dear%0A",
                "/dear%0D%0A",
                "/dear%7F",
                "/dear%E2%80%A8",
                "/dear%E2%80%AE",
                "/dear%C2%85",
                "/%EF%BD%84ear",
                "/d%65%CC%81ar",
                "/dear%FF",
                "/dear%C0%AF",
                "/dear%",
                "/dear%2",
                "/dear%zz",
                "/dear#x",
                "/dear?x#y",
                "/dear.",
                "/dear..",
                "/dear%2E",
                "/dear./",
                "/dear./x",
                "/dear%20",
                "/dear%20%20",
                "/dear%20.",
                "/weather./berlin",
                "/weather%20/berlin",
                "/dear::$DATA",
                "/dear::%24data",
                "/dear:$I30:$INDEX_ALLOCATION/x",
                "/dear|",
                "/de\u00e4r",
                "http://localhost/dear",
                "http://other.example/dear"
            })
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
