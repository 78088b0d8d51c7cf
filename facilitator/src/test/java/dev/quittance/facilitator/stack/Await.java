package dev.quittance.facilitator.stack;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, with a bound. */
public final class Await {
    private static final Duration MAX = Duration.ofSeconds(15);

    private Await() {}

    /** Asks until there is something. */
    public static <T> T until(String what, Callable<Optional<T>> question) throws Exception {
        long end = System.nanoTime() + MAX.toNanos();
        while (System.nanoTime() < end) {
            Optional<T> answer = question.call();
            if (answer.isPresent()) {
                return answer.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("waited in vain: " + what);
    }

    /** Asks until it holds. */
    public static void untilTrue(String what, Callable<Boolean> question) throws Exception {
        until(what, () -> question.call() ? Optional.of(true) : Optional.empty());
    }
}
