package dev.quittance.gateway.reservation;

import dev.quittance.vitals.StartFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema up to date beside the start, as soon as the database can be reached: challenges and free paths need no
 * database and do not wait for one.
 */
public final class Schema implements AutoCloseable {
    private static final Duration WAIT_MIN = Duration.ofMillis(500);
    private static final Duration WAIT_MAX = Duration.ofSeconds(10);

    private final Flyway flyway;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile Optional<String> fault = Optional.empty();

    public Schema(Flyway flyway) {
        this.flyway = flyway;
    }

    public void start() {
        Thread.ofVirtual().name("schema").start(this::run);
    }

    /** Whether payments can be taken. */
    public boolean ready() {
        return ready;
    }

    private void run() {
        var wait = WAIT_MIN;
        try {
            do {
                if (migrate()) {
                    ready = true;
                    return;
                }
                wait = wait.multipliedBy(2).compareTo(WAIT_MAX) < 0 ? wait.multipliedBy(2) : WAIT_MAX;
            } while (!stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean migrate() {
        try {
            flyway.migrate();
            return true;
        } catch (FlywayException e) {
            fault = Optional.of("payments wait for it: "
                    + StartFailure.line(e)
                            .orElseGet(() -> "a migration failed: "
                                    + String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("")));
            return false;
        }
    }

    /** What is wrong with the schema and what to do; empty once payments can be taken. */
    public Optional<String> fault() {
        return ready ? Optional.empty() : fault;
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
