package dev.quittance.events;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells of work that fails again and again: its first failure, each further cause once, one line each {@link #REMINDER}, and one
 * when it is over. What failed in between is counted. For one thread.
 */
public final class Outage {
    /** How long repeated failures stay silent. */
    static final Duration REMINDER = Duration.ofMinutes(10);

    /** Causes told of in one outage; some hold a number that is another one each time. */
    private static final int CAUSES_MAX = 4;

    private final String work;
    private final Consumer<String> warn;
    private final InstantSource clock;
    private final Set<String> told = new HashSet<>();
    private long failures;
    private long toldAtMillis;

    /**
     * Begins with work that goes well.
     *
     * @param work the subject of the lines
     * @param warn where they go
     */
    public Outage(String work, Consumer<String> warn, InstantSource clock) {
        this.work = work;
        this.warn = warn;
        this.clock = clock;
    }

    /** The work failed. */
    public void failed(Throwable cause) {
        failures++;
        long now = clock.millis();
        boolean other = told.size() < CAUSES_MAX && told.add(cause.toString());
        if (failures == 1) {
            toldAtMillis = now;
            warn.accept(work + ": " + cause + "; tried again until it goes well, further failures are only counted");
        } else if (now - toldAtMillis >= REMINDER.toMillis()) {
            toldAtMillis = now;
            warn.accept(work + ": failed " + failures + " times so far, last: " + cause);
        } else if (other) {
            warn.accept(work + ": now " + cause);
        }
    }

    /** The work went well. */
    public void over() {
        if (failures > 1) {
            warn.accept(work + ": goes on after " + failures + " failures");
        }
        failures = 0;
        told.clear();
    }
}
