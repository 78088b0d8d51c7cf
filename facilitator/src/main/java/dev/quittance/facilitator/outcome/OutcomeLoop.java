package dev.quittance.facilitator.outcome;

import dev.quittance.events.ConsumerLimits;
import dev.quittance.events.EventConsumer;
import dev.quittance.events.EventMetrics;
import dev.quittance.events.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/** Runs this replica's consumer of settlement outcomes. */
@Singleton
final class OutcomeLoop {
    private final EventConsumer consumer;

    OutcomeLoop(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            Producer<String, byte[]> producer,
            Outcomes outcomes,
            Waiters waiters,
            OutcomeConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.consumer =
                new EventConsumer(broker, limits(config), Topics.SETTLEMENT_OUTCOMES, outcomes, producer, clock);
        FunctionCounter.builder("quittance.outcomes.handled", consumer, EventConsumer::handled)
                .register(metrics);
        FunctionCounter.builder("quittance.outcomes.dead.lettered", consumer, EventConsumer::deadLettered)
                .register(metrics);
        FunctionCounter.builder("quittance.outcomes.retries", consumer, EventConsumer::retries)
                .register(metrics);
        EventMetrics.watch(consumer, Topics.SETTLEMENT_OUTCOMES, metrics);
        Gauge.builder(
                        "quittance.settlements.waiting",
                        waiters,
                        w -> w.payments().size())
                .register(metrics);
    }

    private static ConsumerLimits limits(OutcomeConfig config) {
        var standard = ConsumerLimits.of(config.consumerGroup());
        return new ConsumerLimits(
                standard.group(),
                config.batchMax(),
                standard.sessionMax(),
                standard.retryPauseMin(),
                standard.retryPauseMax(),
                standard.faultsMax());
    }

    void start(@Observes StartupEvent event) {
        consumer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        consumer.close();
    }

    boolean isAlive() {
        return consumer.isAlive();
    }
}
