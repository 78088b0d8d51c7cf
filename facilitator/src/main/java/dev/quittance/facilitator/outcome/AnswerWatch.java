package dev.quittance.facilitator.outcome;

import dev.quittance.facilitator.payment.PaymentStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * Wakes this replica's waiting calls for answers that any replica wrote: at once by PostgreSQL's NOTIFY, and by a sweep
 * behind it, because a notification is lost when the connection breaks.
 */
@Singleton
final class AnswerWatch {
    /** The channel on which each commit that wrote answers is announced. */
    static final String CHANNEL = "payment_answered";

    private static final Logger LOG = Logger.getLogger(AnswerWatch.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final PaymentStore payments;
    private final Waiters waiters;
    private final Duration sweepInterval;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("answer-watch").daemon().unstarted(this::run);

    AnswerWatch(DataSource dataSource, PaymentStore payments, Waiters waiters, OutcomeConfig config) {
        this.dataSource = dataSource;
        this.payments = payments;
        this.waiters = waiters;
        this.sweepInterval = config.sweepInterval();
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing.countDown();
        if (!thread.join(STOP_MAX)) {
            thread.interrupt();
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        while (!isClosing()) {
            try (Connection connection = dataSource.getConnection()) {
                watch(connection);
            } catch (SQLException e) {
                LOG.warnf("answers cannot be watched, SQL state %s", e.getSQLState());
                rest();
            }
        }
    }

    private void watch(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
        }
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!isClosing()) {
            sweep(connection);
            notifications.getNotifications(Math.toIntExact(sweepInterval.toMillis()));
        }
    }

    private void sweep(Connection connection) throws SQLException {
        Set<UUID> waiting = waiters.payments();
        if (!waiting.isEmpty()) {
            payments.answers(connection, waiting).forEach(waiters::answer);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void rest() {
        try {
            if (closing.await(sweepInterval.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("answers are no longer watched");
            }
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }
}
