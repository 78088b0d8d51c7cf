package dev.quittance.facilitator.outcome;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Lets payments go on whose next outcome was lost on the way: nothing waits for ever for what never comes. */
@Singleton
final class GapWatch {
    private static final Logger LOG = Logger.getLogger(GapWatch.class);
    private static final int LOOKS = 4;

    private final Outcomes outcomes;
    private final Duration gapMax;
    private final int gapsMax;
    private final CountDownLatch closing = new CountDownLatch(1);

    GapWatch(Outcomes outcomes, OutcomeConfig config) {
        this.outcomes = outcomes;
        this.gapMax = config.gapMax();
        this.gapsMax = config.gapsMax();
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("gap-watch").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    private void run() {
        try {
            while (!closing.await(gapMax.dividedBy(LOOKS).toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            outcomes.passGaps(gapMax, gapsMax);
        } catch (SQLException e) {
            LOG.warnf("gaps cannot be seen, SQL state %s", e.getSQLState());
        } catch (RuntimeException e) {
            // A fault in one payment must not end the watch over all others.
            LOG.error("gaps were not passed", e);
        }
    }
}
