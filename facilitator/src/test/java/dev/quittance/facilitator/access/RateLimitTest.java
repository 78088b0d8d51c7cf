package dev.quittance.facilitator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    /** Near the end of its range, which such a clock may pass. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);

    private final RateLimit limit = new RateLimit(new Client.Rate(10, 3), nanos::get);

    @Test
    void letsAsManyThroughAtOnceAsMayAndTellsWhenTheNextIsDue() {
        // Given
        for (int i = 0; i < 3; i++) {
            assertThat(limit.pass()).isEmpty();
        }
        // When
        var wait = limit.pass();
        // Then
        assertThat(wait).contains(Duration.ofMillis(100));
        nanos.addAndGet(Duration.ofMillis(99).toNanos());
        assertThat(limit.pass()).contains(Duration.ofMillis(1));
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(limit.pass()).isEmpty();
        assertThat(limit.pass()).isPresent();
    }

    @Test
    void savesUpNoMoreThanMayComeAtOnce() {
        // Given
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        // When
        int passed = 0;
        while (limit.pass().isEmpty()) {
            passed++;
        }
        // Then
        assertThat(passed).isEqualTo(3);
    }
}
