package dev.quittance.events;

import java.time.Duration;

/**
 * Name and bounds of an {@link EventConsumer}.
 *
 * @param group Kafka consumer group
 * @param recordsMax records handed over at once
 * @param sessionMax silence after which the broker gives the partitions to another member
 * @param retryPauseMin first rest after a failed dependency; doubles up to {@code retryPauseMax}
 * @param faultsMax how often an event may make the handler fail on its own account before it is set aside
 */
public record ConsumerLimits(
        String group,
        int recordsMax,
        Duration sessionMax,
        Duration retryPauseMin,
        Duration retryPauseMax,
        int faultsMax) {

    public ConsumerLimits {
        if (recordsMax < 1 || faultsMax < 1) {
            throw new IllegalArgumentException("recordsMax and faultsMax must be at least 1");
        }
    }

    public static ConsumerLimits of(String group) {
        return new ConsumerLimits(group, 200, Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(5), 5);
    }
}
