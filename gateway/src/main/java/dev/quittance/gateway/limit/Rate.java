package dev.quittance.gateway.limit;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket as one number, by the generic cell rate algorithm (ITU-T I.371): when the next token would be due if all came
 * evenly.
 *
 * @param every nanoseconds between two tokens; 0 when there is no limit
 * @param ahead nanoseconds by which the due time may be ahead of now
 */
record Rate(long every, long ahead) {

    static Rate of(int perSecond, int burst) {
        if (perSecond <= 0) {
            return new Rate(0, 0);
        }
        long every = TimeUnit.SECONDS.toNanos(1) / perSecond;
        return new Rate(every, every * (Math.max(burst, 1) - 1L));
    }

    /** How long to wait for a token, in nanoseconds; 0 when there is one, or no limit: threads may come in another order than they looked at the clock. */
    long pause(long due, long now) {
        return every == 0 ? 0 : Math.max(0, due - now - ahead);
    }

    /** When the next one is due after one more token is taken. */
    long taken(long due, long now) {
        return Math.max(due, now) + every;
    }
}
