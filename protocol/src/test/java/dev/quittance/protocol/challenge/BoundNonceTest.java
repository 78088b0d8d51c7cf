package dev.quittance.protocol.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundNonceTest {

    /** The hashes were computed with npm viem 2. */
    @ParameterizedTest
    @CsvSource({
        "test.1800000000.AAAAAAAAAAAAAAAAAAAAAA.BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB, https://api.example.com,"
                + " 0x79fb8ed5e2ae0cc147b6292a0def646ead44dd49d47df9aeeb6e377f7216666d",
        "k-1.1900000000.q83vASNFZ4mrze8BI0VniQ.MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE, http://localhost:8402,"
                + " 0x0a1b2a05b32348eb7661bd6ceb47bc3fd8efaa4906d2a74d879747655e967922",
        "a, https://[2001:db8::1]:8443, 0xd02d53d206bca14e38cd8bf21b9782d60e549dba993a95018ae56b293eab79e3"
    })
    void hashesChallengeAndRealm(String challenge, String realm, String nonce) {
        // Given // When // Then
        assertThat(BoundNonce.of(challenge, realm)).hasToString(nonce);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://API.Example.com/weather?x=1, https://api.example.com",
        "https://api.example.com:443/, https://api.example.com",
        "http://api.example.com:80, http://api.example.com",
        "http://api.example.com:443, http://api.example.com:443",
        "https://[2001:DB8::1]:8443/x, https://[2001:db8::1]:8443"
    })
    void spellsEveryRealmInOneWay(String url, String realm) {
        // Given // When // Then
        assertThat(BoundNonce.realm(URI.create(url))).isEqualTo(realm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com", "/weather", "http:example", "https://user@example.com/"})
    void refusesAddressesWithoutARealm(String url) {
        // Given // When // Then
        assertThatThrownBy(() -> BoundNonce.realm(URI.create(url))).isInstanceOf(MalformedException.class);
    }

    @Test
    void differsBetweenServers() {
        // Given // When // Then
        assertThat(BoundNonce.of("a", "https://one.example")).isNotEqualTo(BoundNonce.of("a", "https://two.example"));
    }
}
