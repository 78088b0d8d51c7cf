package dev.quittance.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the outbox. A row is deleted in the transaction that locked it, after the broker acknowledged the record: a
 * crash in between publishes it twice, never not at all. Several relays may run; each skips the rows that another holds.
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    private static final String LOCK_OLDEST = """
            select outbox_id, topic, key, payload from outbox
            order by outbox_id limit ? for update skip locked
            """;
    private static final String DELETE = """
            delete from outbox where outbox_id = any(?)
            """;

    private record Row(long id, ProducerRecord<String, byte[]> message) {}

    private final DataSource dataSource;
    private final Producer<String, byte[]> producer;
    private final OutboxLimits limits;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread =
            Thread.ofPlatform().name("outbox-relay").daemon().unstarted(this::run);
    private final Outage outage = new Outage("outbox is not published", LOG::warn, InstantSource.system());
    private volatile boolean closing;

    public OutboxRelay(DataSource dataSource, Producer<String, byte[]> producer, OutboxLimits limits) {
        this.dataSource = dataSource;
        this.producer = producer;
        this.limits = limits;
    }

    public void start() {
        thread.start();
    }

    /** Says that rows were committed: they go out now instead of at the next poll. */
    public void wake() {
        wake.release();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Records that the broker acknowledged since the start. */
    public long published() {
        return published.get();
    }

    /** Times that the broker or the database failed the relay since the start. */
    public long failures() {
        return failures.get();
    }

    /**
     * Publishes one batch, oldest first.
     *
     * @return rows published
     * @throws SQLException when the database fails; the rows stay
     */
    public int relayOnce() throws SQLException, InterruptedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Row> rows = lockOldest(connection);
                if (rows.isEmpty()) {
                    return 0;
                }
                List<Long> acknowledged = publish(rows);
                delete(connection, acknowledged);
                connection.commit();
                published.addAndGet(acknowledged.size());
                return acknowledged.size();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            if (thread.isAlive() && !thread.join(STOP_MAX)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            try {
                wake.drainPermits();
                int relayed = relayOnce();
                outage.over();
                // Whoever is in a hurry wakes it; going round for each new row would cost more than the rows.
                if (relayed < limits.batchMax()) {
                    waitFor(limits.pollInterval());
                }
            } catch (SQLException | RuntimeException e) {
                failures.incrementAndGet();
                outage.failed(e);
                rest();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void waitFor(Duration time) throws InterruptedException {
        boolean woken = wake.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
        LOG.trace("outbox relay woken: {}", woken);
    }

    private void rest() {
        try {
            if (!closing) {
                TimeUnit.MILLISECONDS.sleep(limits.failurePause().toMillis());
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private List<Row> lockOldest(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(LOCK_OLDEST)) {
            statement.setInt(1, limits.batchMax());
            var rows = new ArrayList<Row>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    var message = new ProducerRecord<>(result.getString(2), result.getString(3), result.getBytes(4));
                    rows.add(new Row(result.getLong(1), message));
                }
            }
            return rows;
        }
    }

    private List<Long> publish(List<Row> rows) throws InterruptedException {
        var pending = new ArrayList<Future<?>>();
        for (Row row : rows) {
            pending.add(producer.send(row.message()));
        }
        long deadline = System.nanoTime() + limits.acknowledgementMax().toNanos();
        var acknowledged = new ArrayList<Long>();
        Exception last = new TimeoutException();
        for (int i = 0; i < rows.size(); i++) {
            try {
                pending.get(i).get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                acknowledged.add(rows.get(i).id());
            } catch (ExecutionException | TimeoutException e) {
                failures.incrementAndGet();
                last = e;
                LOG.debug(
                        "record for {} not acknowledged: {}",
                        rows.get(i).message().topic(),
                        e.toString());
            }
        }
        if (acknowledged.isEmpty()) {
            throw new KafkaException("the broker acknowledged none of " + rows.size() + " records", last);
        }
        return acknowledged;
    }

    private static void delete(Connection connection, List<Long> ids) throws SQLException {
        try (var statement = connection.prepareStatement(DELETE)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            statement.executeUpdate();
        }
    }
}
