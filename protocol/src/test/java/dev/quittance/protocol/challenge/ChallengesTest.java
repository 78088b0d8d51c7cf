package dev.quittance.protocol.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.Challenges.Check;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant EXPIRY = NOW.plusSeconds(300);
    private static final Bytes32 DIGEST = Keccak256.hash("request");
    private static final String OLD_KEY = "old:" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW_KEY = "new:"
            + Base64.getEncoder().encodeToString("n".repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    private final Challenges challenges = challenges(NEW_KEY, OLD_KEY);

    @Test
    void acceptsWhatItIssuedUntilItExpires() {
        // Given
        String id = challenges.issue(terms("demo", DIGEST, 1000), EXPIRY);

        // When // Then
        assertThat(id).startsWith("new." + EXPIRY.getEpochSecond() + ".");
        assertThat(challenges.check(id, terms("demo", DIGEST, 1000), NOW)).isEqualTo(Check.VALID);
        assertThat(challenges.check(id, terms("demo", DIGEST, 1000), EXPIRY.minusSeconds(1)))
                .isEqualTo(Check.VALID);
        assertThat(challenges.check(id, terms("demo", DIGEST, 1000), EXPIRY)).isEqualTo(Check.EXPIRED);
    }

    @Test
    void refusesOtherTerms() {
        // Given
        String id = challenges.issue(terms("demo", DIGEST, 1000), EXPIRY);

        // When // Then
        assertThat(challenges.check(id, terms("other", DIGEST, 1000), NOW)).isEqualTo(Check.FORGED);
        assertThat(challenges.check(id, terms("demo", Keccak256.hash("other"), 1000), NOW))
                .isEqualTo(Check.FORGED);
        assertThat(challenges.check(id, terms("demo", DIGEST, 999), NOW)).isEqualTo(Check.FORGED);
    }

    @Test
    void refusesEveryChangeOfASingleCharacter() {
        // Given
        String id = challenges.issue(terms("demo", DIGEST, 1000), EXPIRY);
        for (int i = 0; i < id.length(); i++) {
            char replacement = id.charAt(i) == '1' ? '2' : '1';
            String changed = id.substring(0, i) + replacement + id.substring(i + 1);

            // When
            Check check = challenges.check(changed, terms("demo", DIGEST, 1000), NOW);

            // Then
            assertThat(check).as(changed).isEqualTo(Check.FORGED);
        }
    }

    @Test
    void acceptsIdsOfEveryKnownKeyAndOfNoOther() {
        // Given
        String id = challenges(OLD_KEY).issue(terms("demo", DIGEST, 1000), EXPIRY);

        // When // Then
        assertThat(challenges.check(id, terms("demo", DIGEST, 1000), NOW)).isEqualTo(Check.VALID);
        assertThat(challenges(NEW_KEY).check(id, terms("demo", DIGEST, 1000), NOW))
                .isEqualTo(Check.FORGED);
    }

    @Test
    void neverIssuesTheSameIdTwice() {
        assertThat(challenges.issue(terms("demo", DIGEST, 1000), EXPIRY))
                .isNotEqualTo(challenges.issue(terms("demo", DIGEST, 1000), EXPIRY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kid", "kid:AAAA", "kid:not base64!", ":AAAA", "two words:AAAA", "# only a comment"})
    void refusesKeyFilesWithoutAUsableKeyAndKeepsTheLineToItself(String line) {
        assertThatThrownBy(() -> ChallengeKeys.parse(List.of(line)))
                .isInstanceOf(MalformedException.class)
                .hasMessageNotContaining("AAAA");
    }

    @Test
    void requestDigestsDifferInEveryMember() {
        // Given
        var digests = List.of(
                request("t", "GET", "a", "/p", "q=1", DIGEST, "1"),
                request("u", "GET", "a", "/p", "q=1", DIGEST, "1"),
                request("t", "PUT", "a", "/p", "q=1", DIGEST, "1"),
                request("t", "GET", "b", "/p", "q=1", DIGEST, "1"),
                request("t", "GET", "a", "/q", "q=1", DIGEST, "1"),
                request("t", "GET", "a", "/p", "q=2", DIGEST, "1"),
                request("t", "GET", "a", "/p", "q=1", Keccak256.hash("body"), "1"),
                request("t", "GET", "a", "/p", "q=1", DIGEST, "2"));

        // When // Then
        assertThat(digests.stream().map(RequestDigest::sha256)).doesNotHaveDuplicates();
    }

    private static RequestDigest request(
            String tenant, String method, String authority, String path, String query, Bytes32 body, String version) {
        return new RequestDigest(tenant, method, authority, path, query, body, version);
    }

    private static Challenges challenges(String... lines) {
        return new Challenges(ChallengeKeys.parse(List.of(lines)), new SecureRandom());
    }

    private static ChallengeTerms terms(String tenant, Bytes32 digest, long amount) {
        var requirements = new PaymentRequirements(
                "exact", "eip155:84532", BigInteger.valueOf(amount), "0xasset", "0xpayee", 300, JsonObject.EMPTY);
        return ChallengeTerms.of(tenant, digest, List.of(requirements));
    }
}
