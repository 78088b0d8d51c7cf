package dev.quittance.agent;

import java.time.Duration;

/** Waits for a while. */
@FunctionalInterface
public interface Pause {
    void sleep(Duration duration) throws InterruptedException;
}
