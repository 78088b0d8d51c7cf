package dev.quittance.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/, /, ''",
        "/a/b, /a/b, /a/b",
        "/a/b/, /a/b/, /a/b",
        "/%61%2D%7e, /a-~, /a-~",
        "/A%2cB, /A%2CB, '/a,b'",
        "/caf%c3%a9, /caf%C3%A9, /café",
        "/a%20b, /a%20b, /a b",
        "/a+b, /a+b, /a+b",
        "/.a/b.c/~d, /.a/b.c/~d, /.a/b.c/~d",
        "/a:b, /a:b, /a:b"
    })
    void sendsOnTheNormalFormAndMatchesTheCoarserOne(String target, String path, String key) {
        // Given / When
        var read = RequestTarget.parse(target);

        // Then
        assertThat(read.path()).isEqualTo(path);
        assertThat(read.key()).isEqualTo(key);
    }

    @Test
    void leavesTheQueryAsItIs() {
        // Given / When
        var read = RequestTarget.parse("/a?b=%2F..%2f&c=//;[]");

        // Then
        assertThat(read.query()).isEqualTo("b=%2F..%2f&c=//;[]");
        assertThat(read.uri()).isEqualTo("/a?b=%2F..%2f&c=//;[]");
    }

    @Test
    void normalisesOnlyOnce() {
        // Given
        var once = RequestTarget.parse("/%41/caf%c3%a9/%2c");

        // When / Then
        assertThat(RequestTarget.parse(once.uri())).isEqualTo(once);
    }
}
