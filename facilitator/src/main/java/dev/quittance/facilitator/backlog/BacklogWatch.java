package dev.quittance.facilitator.backlog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Looks at what waits in the database and shows it as gauges; all replicas show the same. */
@Singleton
final class BacklogWatch {
    private static final Logger LOG = Logger.getLogger(BacklogWatch.class);

    private static final String LOOK = """
            select (select count(*) from outbox),
                (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from outbox),
                (select count(*) from payment where state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'REORGED')),
                (select coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from payment
                    where state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'REORGED')),
                (select count(*) from held_outcome),
                (select coalesce(extract(epoch from clock_timestamp() - min(held_at)), 0) from held_outcome)""";

    /** Ages in seconds. */
    private record Backlog(
            double outboxRows, double outboxAge, double pending, double pendingAge, double held, double heldAge) {}

    private final DataSource dataSource;
    private final Duration interval;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Backlog backlog = new Backlog(0, 0, 0, 0, 0, 0);

    BacklogWatch(DataSource dataSource, BacklogConfig config, MeterRegistry metrics) {
        this.dataSource = dataSource;
        this.interval = config.interval();
        gauge(metrics, "quittance.outbox.rows", Backlog::outboxRows);
        gauge(metrics, "quittance.outbox.oldest.age.seconds", Backlog::outboxAge);
        gauge(metrics, "quittance.payments.pending", Backlog::pending);
        gauge(metrics, "quittance.payments.pending.oldest.age.seconds", Backlog::pendingAge);
        gauge(metrics, "quittance.outcomes.held", Backlog::held);
        gauge(metrics, "quittance.outcomes.held.oldest.age.seconds", Backlog::heldAge);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("backlog-watch").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    private void run() {
        try {
            do {
                look();
            } while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(LOOK)) {
            row.next();
            backlog = new Backlog(
                    row.getDouble(1),
                    row.getDouble(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    row.getDouble(5),
                    row.getDouble(6));
        } catch (SQLException e) {
            LOG.warnf("the backlog cannot be seen, SQL state %s", e.getSQLState());
        }
    }

    private void gauge(MeterRegistry metrics, String name, ToDoubleFunction<Backlog> value) {
        Gauge.builder(name, this, watch -> value.applyAsDouble(watch.backlog)).register(metrics);
    }
}
