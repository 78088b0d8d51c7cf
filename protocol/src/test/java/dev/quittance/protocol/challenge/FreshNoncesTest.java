package dev.quittance.protocol.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreshNoncesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant EXPIRY = NOW.plusSeconds(300);
    private static final String OLD_KEY = "old:" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW_KEY = "new:"
            + Base64.getEncoder().encodeToString("n".repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    @Test
    void knowsItsOwnNoncesWhileTheyAreFresh() {
        // Given
        var nonces = nonces(OLD_KEY);
        String nonce = nonces.issue("payment", EXPIRY);

        // When // Then: letters and digits only, as EIP-4361 wants
        assertThat(nonce).matches("[0-9a-f]{96}");
        assertThat(nonces.isFresh(nonce, "payment", EXPIRY.minusSeconds(1))).isTrue();
        assertThat(nonces.isFresh(nonce, "payment", EXPIRY)).isFalse();
        assertThat(nonces.isFresh(nonce, "other", NOW)).isFalse();
        assertThat(nonces.issue("payment", EXPIRY)).isNotEqualTo(nonce);
    }

    @Test
    void knowsNoncesOfFormerKeysButNotOfForeignOnes() {
        // Given
        String nonce = nonces(OLD_KEY).issue("payment", EXPIRY);

        // When // Then
        assertThat(nonces(NEW_KEY, OLD_KEY).isFresh(nonce, "payment", NOW)).isTrue();
        assertThat(nonces(NEW_KEY).isFresh(nonce, "payment", NOW)).isFalse();
    }

    @Test
    void refusesNoncesThatWereChanged() {
        // Given
        var nonces = nonces(OLD_KEY);
        String nonce = nonces.issue("payment", EXPIRY);

        // When // Then
        for (int i = 0; i < nonce.length(); i++) {
            char other = nonce.charAt(i) == '0' ? '1' : '0';
            String changed = nonce.substring(0, i) + other + nonce.substring(i + 1);
            assertThat(nonces.isFresh(changed, "payment", NOW)).isFalse();
        }
        for (String broken : List.of("", "0", nonce + "00", nonce.substring(2), "zz")) {
            assertThat(nonces.isFresh(broken, "payment", NOW)).isFalse();
        }
    }

    private static FreshNonces nonces(String... lines) {
        return new FreshNonces(ChallengeKeys.parse(List.of(lines)), new SecureRandom());
    }
}
