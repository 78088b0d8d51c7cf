package dev.quittance.facilitator.outbox;

import dev.quittance.events.OutboxLimits;
import dev.quittance.events.OutboxRelay;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;

/** Runs this replica's outbox relay. */
@Singleton
public final class Relay {
    private final OutboxRelay relay;

    Relay(DataSource dataSource, Producer<String, byte[]> producer, MeterRegistry metrics) {
        this.relay = new OutboxRelay(dataSource, producer, OutboxLimits.DEFAULT);
        FunctionCounter.builder("quittance.outbox.published", relay, OutboxRelay::published)
                .register(metrics);
        FunctionCounter.builder("quittance.outbox.failures", relay, OutboxRelay::failures)
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        relay.start();
    }

    void stop(@Observes ShutdownEvent event) {
        relay.close();
    }

    /** Says that rows were committed. */
    public void wake() {
        relay.wake();
    }

    boolean isAlive() {
        return relay.isAlive();
    }
}
