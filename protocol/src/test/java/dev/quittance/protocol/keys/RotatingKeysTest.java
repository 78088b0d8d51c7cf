package dev.quittance.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotatingKeysTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration NOTICE = Duration.ofMinutes(1);

    private Instant now = START;

    @Test
    void issuesWithTheLatestKeyWhoseTimeHasCome() {
        // Given
        var keys = keys(key("a", ""), key("b", ""), key("c", " from=2030-01-01T00:05:00Z"));

        // When / Then
        assertThat(keys.current().id()).isEqualTo("a");
        now = START.plusSeconds(300);
        assertThat(keys.current().id()).isEqualTo("c");
        assertThat(keys.ring()).hasToString("[a, b, c]");
    }

    @Test
    void refusesToLoseAKeyThatIssues() {
        // Given
        var keys = keys(key("a", ""));

        // When / Then
        assertThatThrownBy(() -> keys.replace(ring(key("b", " from=2030-01-01T00:05:00Z"))))
                .isInstanceOf(MalformedException.class)
                .hasMessage("test key a protects what it issued until 2030-01-01T00:10:01Z: keep it until then");
        assertThat(keys.ring()).hasToString("[a]");
    }

    @Test
    void losesAKeyWhenNothingThatItIssuedIsAccepted() {
        // Given a key that was replaced by the clock
        var keys = keys(key("a", ""), key("b", " from=2030-01-01T00:05:00Z"));
        var next = ring(key("b", " from=2030-01-01T00:05:00Z"));

        // When / Then
        now = START.plusSeconds(300).plus(LIFE).minusSeconds(1);
        assertThatThrownBy(() -> keys.replace(next)).hasMessageContaining("protects what it issued");
        now = START.plusSeconds(300).plus(LIFE);
        keys.replace(next);
        assertThat(keys.ring()).hasToString("[b]");
    }

    @Test
    void letsAKeyGoThatNeverIssued() {
        // Given
        var keys = keys(key("a", ""), key("b", " from=2030-01-01T00:05:00Z"));

        // When
        keys.replace(ring(key("a", "")));

        // Then
        assertThat(keys.ring()).hasToString("[a]");
    }

    @Test
    void refusesAKeyThatWouldIssueBeforeAllKnowIt() {
        // Given
        var keys = keys(key("a", ""));

        // When / Then
        assertThatThrownBy(() -> keys.replace(ring(key("b", ""), key("a", ""))))
                .hasMessage(
                        "test key b would issue before all replicas know it: give it from=2030-01-01T00:01:01Z or later");
        assertThatThrownBy(() -> keys.replace(ring(key("a", ""), key("b", " from=2030-01-01T00:00:59Z"))))
                .hasMessageContaining("would issue before");
        keys.replace(ring(key("a", ""), key("b", " from=2030-01-01T00:01:00Z")));
        assertThat(keys.current().id()).isEqualTo("a");
    }

    @Test
    void letsAKnownKeyMoveToTheTop() {
        // Given a key that came without a time
        var keys = keys(key("a", ""));
        keys.replace(ring(key("a", ""), key("b", "")));

        // When / Then
        var moved = ring(key("b", ""), key("a", ""));
        assertThatThrownBy(() -> keys.replace(moved)).hasMessageContaining("would issue before");
        now = START.plus(NOTICE);
        keys.replace(moved);
        assertThat(keys.current().id()).isEqualTo("b");
        assertThatThrownBy(() -> keys.replace(ring(key("b", "")))).hasMessageContaining("protects what it issued");
        now = START.plus(NOTICE).plus(LIFE);
        keys.replace(ring(key("b", "")));
    }

    @Test
    void refusesAnotherSecretUnderAKnownId() {
        // Given
        var keys = keys(key("a", ""));
        String other = "a:"
                + Base64.getEncoder()
                        .encodeToString("x".repeat(32).getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        // When / Then
        assertThatThrownBy(() -> keys.replace(ring(other)))
                .hasMessage("test key a was changed: give a new key an id of its own");
    }

    @Test
    void refusesTimesThatAreNone() {
        // Given / When / Then
        assertThatThrownBy(() -> ring(key("a", " from=tomorrow")))
                .hasMessageContaining("from= that is no time")
                .hasMessageNotContaining("tomorrow");
        assertThatThrownBy(() -> ring(key("a", " until=2030-01-01T00:05:00Z")))
                .hasMessageContaining("line is kid:base64");
    }

    private RotatingKeys keys(String... lines) {
        return new RotatingKeys("test key", ring(lines), LIFE, NOTICE, () -> now);
    }

    private static KeyRing ring(String... lines) {
        return KeyRing.parse("a test key", List.of(lines));
    }

    private static String key(String id, String from) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) id.hashCode());
        return id + ":" + Base64.getEncoder().encodeToString(secret) + from;
    }
}
