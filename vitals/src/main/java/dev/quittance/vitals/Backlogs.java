package dev.quittance.vitals;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Looks at what waits in the database: the numbers that an operator is woken by. */
@Singleton
final class Backlogs {
    private static final Logger LOG = Logger.getLogger(Backlogs.class);
    private static final Backlog NONE = new Backlog(0, 0);

    private record Backlog(double rows, double age) {}

    private final List<BacklogQuery> queries;
    private final DataSource dataSource;
    private final Duration interval;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<BacklogQuery, Map<String, Backlog>> seen = new ConcurrentHashMap<>();

    Backlogs(Instance<BacklogQuery> queries, DataSource dataSource, VitalsConfig config, MeterRegistry metrics) {
        this.queries = queries.stream().toList();
        this.dataSource = dataSource;
        this.interval = config.interval();
        for (BacklogQuery query : this.queries) {
            for (String kind : query.kinds()) {
                gauge(metrics, query, ".rows", kind, Backlog::rows);
                gauge(metrics, query, ".oldest.age.seconds", kind, Backlog::age);
            }
        }
    }

    private void gauge(
            MeterRegistry metrics, BacklogQuery query, String what, String kind, ToDoubleFunction<Backlog> value) {
        Gauge.builder(
                        query.metric() + what,
                        () -> value.applyAsDouble(
                                seen.getOrDefault(query, Map.of()).getOrDefault(kind, NONE)))
                .tag(query.label(), kind)
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        if (!queries.isEmpty()) {
            Thread.ofVirtual().name("backlogs").start(this::run);
        }
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
        try (var connection = dataSource.getConnection()) {
            for (BacklogQuery query : queries) {
                seen.put(query, counted(connection, query));
            }
        } catch (SQLException e) {
            // The probe of the database says so, once.
            LOG.debugf("backlogs cannot be seen, SQL state %s", e.getSQLState());
        }
    }

    private static Map<String, Backlog> counted(Connection connection, BacklogQuery query) throws SQLException {
        var counted = new HashMap<String, Backlog>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query.sql())) {
            while (rows.next()) {
                counted.put(rows.getString(1), new Backlog(rows.getDouble(2), rows.getDouble(3)));
            }
        }
        return counted;
    }
}
