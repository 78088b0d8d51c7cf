package dev.quittance.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    private static final String LONGEST_NAME = "a".repeat(253);
    private static final String LONGEST_ADDRESS = "[" + "0".repeat(45) + "]";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example",
                "API-1.example:8443",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost:65535",
                "[::1]",
                "[2001:DB8::192.0.2.1]:443"
            })
    void acceptsNamesAndAddresses(String text) {
        assertThat(Authority.isPlain(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "api.example:",
                "api.example:080",
                "api.example:0",
                "api.example:655350",
                "api.example:8x",
                "api.example:80:80",
                "api_example",
                "api.example/",
                "user@api.example",
                "api.example,evil.example",
                "api example",
                "äpi.example",
                "::1",
                "[]",
                "[1]",
                "[::1",
                "[::1]x",
                "[::g]",
                "[::1]:",
                "x[::1]"
            })
    void refusesWhatCouldBeReadInTwoWays(String text) {
        assertThat(Authority.isPlain(text)).isFalse();
    }

    @Test
    void limitsTheirLength() {
        assertThat(Authority.isPlain(LONGEST_NAME)).isTrue();
        assertThat(Authority.isPlain(LONGEST_NAME + "a")).isFalse();
        assertThat(Authority.isPlain(LONGEST_ADDRESS)).isTrue();
        assertThat(Authority.isPlain("[0" + LONGEST_ADDRESS.substring(1))).isFalse();
    }
}
