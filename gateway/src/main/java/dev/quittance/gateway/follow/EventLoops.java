package dev.quittance.gateway.follow;

import dev.quittance.events.ConsumerLimits;
import dev.quittance.events.EventConsumer;
import dev.quittance.events.EventMetrics;
import dev.quittance.events.KafkaSettings;
import dev.quittance.events.OutboxLimits;
import dev.quittance.events.OutboxRelay;
import dev.quittance.events.Topics;
import dev.quittance.gateway.reservation.Schema;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs this replica's outbox relay and its consumer of payment events, as soon as there are a schema and a broker's name. */
@Singleton
final class EventLoops {
    private static final Logger LOG = Logger.getLogger(EventLoops.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PRODUCER_CLOSE_MAX = Duration.ofSeconds(5);

    private final Schema schema;
    private final DataSource dataSource;
    private final PaymentFollower follower;
    private final FollowConfig config;
    private final MeterRegistry metrics;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Producer<String, byte[]> producer;
    private @Nullable OutboxRelay relay;
    private @Nullable EventConsumer consumer;

    EventLoops(
            Schema schema,
            DataSource dataSource,
            PaymentFollower follower,
            FollowConfig config,
            MeterRegistry metrics) {
        this.schema = schema;
        this.dataSource = dataSource;
        this.follower = follower;
        this.config = config;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().name("event-loops").daemon().start(this::run);
    }

    private void run() {
        try {
            while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (schema.ready() && begin()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean begin() {
        var connection = Map.<String, Object>of("bootstrap.servers", config.bootstrapServers());
        Producer<String, byte[]> made;
        try {
            made = KafkaSettings.producer(connection);
        } catch (KafkaException e) {
            LOG.debugf("No broker yet: %s", e.getMessage());
            return false;
        }
        if (stopped.getCount() == 0) {
            made.close(Duration.ZERO);
            return true;
        }
        var publishing = new OutboxRelay(dataSource, made, OutboxLimits.DEFAULT);
        var following = new EventConsumer(
                connection,
                ConsumerLimits.of(config.group()),
                Topics.PAYMENT_EVENTS,
                follower,
                made,
                InstantSource.system());
        publishing.start();
        following.start();
        EventMetrics.watch(following, Topics.PAYMENT_EVENTS, metrics);
        FunctionCounter.builder("quittance.outbox.published", publishing, OutboxRelay::published)
                .register(metrics);
        FunctionCounter.builder("quittance.outbox.failures", publishing, OutboxRelay::failures)
                .register(metrics);
        FunctionCounter.builder("quittance.gateway.payment.events.handled", following, EventConsumer::handled)
                .register(metrics);
        FunctionCounter.builder(
                        "quittance.gateway.payment.events.dead.lettered", following, EventConsumer::deadLettered)
                .register(metrics);
        producer = made;
        relay = publishing;
        consumer = following;
        return true;
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
        close();
    }

    private synchronized void close() {
        if (consumer != null) {
            consumer.close();
        }
        if (relay != null) {
            relay.close();
        }
        if (producer != null) {
            producer.close(PRODUCER_CLOSE_MAX);
        }
    }
}
