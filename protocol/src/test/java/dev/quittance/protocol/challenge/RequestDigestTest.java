package dev.quittance.protocol.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDigestTest {
    private static final Bytes32 BODY = Sha256.hash(new byte[] {1});

    @ParameterizedTest
    @ValueSource(strings = {"", "unit=c", "a=\"b\"&c=\\", "\",\"tenant\":\"other", "\u0001\n\u20ac\ud83d\ude00/\u007f"})
    void hashesTheCanonicalJsonOfAllMembers(String query) {
        // Given
        var digest = new RequestDigest("demo", "GET", "api.example.com", "/weather", query, BODY, "1");

        // When // Then
        assertThat(digest.canonical())
                .isEqualTo(JsonObject.builder()
                        .put("tenant", "demo")
                        .put("method", "GET")
                        .put("authority", "api.example.com")
                        .put("path", "/weather")
                        .put("query", query)
                        .put("body", BODY.toString())
                        .put("priceVersion", "1")
                        .build()
                        .canonical());
        assertThat(digest.sha256())
                .isEqualTo(JsonObject.parse(digest.canonical()).sha256());
    }

    @Test
    void differsWithEveryMember() {
        // Given
        var digests = List.of(
                new RequestDigest("demo", "GET", "a", "/p", "q", BODY, "1"),
                new RequestDigest("other", "GET", "a", "/p", "q", BODY, "1"),
                new RequestDigest("demo", "POST", "a", "/p", "q", BODY, "1"),
                new RequestDigest("demo", "GET", "b", "/p", "q", BODY, "1"),
                new RequestDigest("demo", "GET", "a", "/P", "q", BODY, "1"),
                new RequestDigest("demo", "GET", "a", "/p", "Q", BODY, "1"),
                new RequestDigest("demo", "GET", "a", "/p", "q", Sha256.hash(new byte[0]), "1"),
                new RequestDigest("demo", "GET", "a", "/p", "q", BODY, "2"));

        // When
        var hashes = new HashSet<Bytes32>();
        digests.forEach(digest -> hashes.add(digest.sha256()));

        // Then
        assertThat(hashes).hasSize(digests.size());
    }
}
