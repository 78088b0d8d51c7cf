package dev.quittance.worker.loop;

import dev.quittance.events.Outage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * A piece of work that is repeated on a virtual thread: when it is woken, and otherwise at an interval. A failure is told
 * of once and counted, and the next pass tries again; nothing ends the loop but closing it.
 */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Loop.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(15);

    /** One repetition. */
    @FunctionalInterface
    public interface Pass {
        void run() throws Exception;
    }

    private final String name;
    private final Duration interval;
    private final Pass pass;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong failures = new AtomicLong();
    private final Outage outage;
    private final Thread thread;
    private volatile boolean closing;
    private volatile Duration rest;
    private volatile boolean failing;

    public Loop(String name, Duration interval, Pass pass) {
        this.name = name;
        this.interval = interval;
        this.pass = pass;
        this.rest = interval;
        this.outage = new Outage(name, LOG::warn, InstantSource.system());
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Makes the next pass begin at once. */
    public void wake() {
        wake.release();
    }

    /** Called by the running pass: the next one begins after this time, or earlier. */
    public void restAtMost(Duration time) {
        rest = time.compareTo(rest) < 0 ? time : rest;
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether the last pass failed. */
    public boolean isFailing() {
        return failing;
    }

    /** Passes that failed since the start. */
    public long failures() {
        return failures.get();
    }

    /** Makes the running pass the last, without waiting for its end. */
    public void stop() {
        closing = true;
        wake();
    }

    /** Lets the running pass end; interrupts it when that takes too long. */
    @Override
    public void close() {
        stop();
        try {
            if (!thread.join(STOP_MAX)) {
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
                rest = interval;
                pass.run();
                failing = false;
                outage.over();
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                // The class of work is open-ended: whatever failed, the truth is in the database and the pass comes
                // again.
                failing = true;
                failures.incrementAndGet();
                outage.failed(e);
            }
            if (!rest()) {
                return;
            }
        }
    }

    private boolean rest() {
        try {
            boolean woken = wake.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS);
            LOG.tracef("%s goes on, woken: %s", name, woken);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
