package dev.quittance.facilitator.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets so many requests pass in a second, and so many at once. It keeps one number: the time at which the next request would
 * be due if they came evenly (the generic cell rate algorithm, ITU-T I.371).
 */
final class RateLimit {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long interval;
    private final long tolerance;
    private final LongSupplier nanos;
    private final AtomicLong due;

    /** By a clock of nanoseconds that never jumps. */
    RateLimit(Client.Rate rate, LongSupplier nanos) {
        this.interval = SECOND / rate.perSecond();
        this.tolerance = interval * (rate.atOnce() - 1);
        this.nanos = nanos;
        this.due = new AtomicLong(nanos.getAsLong());
    }

    /** Lets one request pass, or says how long it has to wait. */
    Optional<Duration> pass() {
        while (true) {
            long before = due.get();
            long now = nanos.getAsLong();
            // Differences, because such clocks may pass through the end of their range.
            long ahead = Math.max(before - now, 0);
            if (ahead > tolerance) {
                return Optional.of(Duration.ofNanos(ahead - tolerance));
            }
            if (due.compareAndSet(before, now + ahead + interval)) {
                return Optional.empty();
            }
        }
    }
}
