package dev.quittance.events;

import java.time.Duration;

/**
 * Bounds of an {@link OutboxRelay}.
 *
 * @param batchMax rows of one transaction
 * @param acknowledgementMax how long one batch may wait for the broker
 * @param pollInterval how long the relay sleeps when nobody wakes it
 * @param failurePause how long it rests after the broker or the database failed
 */
public record OutboxLimits(int batchMax, Duration acknowledgementMax, Duration pollInterval, Duration failurePause) {
    public static final OutboxLimits DEFAULT =
            new OutboxLimits(500, Duration.ofSeconds(15), Duration.ofMillis(250), Duration.ofSeconds(1));

    public OutboxLimits {
        if (batchMax < 1) {
            throw new IllegalArgumentException("batchMax must be at least 1");
        }
    }
}
