package dev.quittance.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Shows how far a consumer is behind: {@code quittance.consumer.lag}. */
public final class EventMetrics {
    private EventMetrics() {}

    /** Measures from now on. */
    public static void watch(EventConsumer consumer, String topic, MeterRegistry metrics) {
        Gauge.builder("quittance.consumer.lag", consumer, EventConsumer::lag)
                .description("records of this replica's partitions that it has not handled yet")
                .tag("topic", topic)
                .register(metrics);
    }
}
