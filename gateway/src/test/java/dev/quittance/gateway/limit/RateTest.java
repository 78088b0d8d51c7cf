package dev.quittance.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
    @Test
    void letsEverybodyInWhereThereIsNoLimitWhicheverThreadLookedAtTheClockFirst() {
        // Given one who took a token a moment later by the clock, but came first
        var none = Rate.of(0, 0);
        long due = none.taken(0, 10);

        // When / Then
        assertThat(none.pause(due, 5)).isZero();
    }
}
