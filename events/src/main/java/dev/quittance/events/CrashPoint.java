package dev.quittance.events;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places at which a process can be made to vanish, for tests of what survives. Without the system property
 * {@code quittance.crash-point} nothing ever happens there.
 */
public final class CrashPoint {
    /** As after SIGKILL: 128 and the signal's number. */
    private static final int EXIT_CODE = 137;

    /** {@code K10} crashes at the first time, {@code K10:3} at the third. */
    private static final String[] ARMED =
            System.getProperty("quittance.crash-point", "").split(":", 2);

    private static final AtomicInteger LEFT = new AtomicInteger(ARMED.length > 1 ? Integer.parseInt(ARMED[1]) : 1);

    private CrashPoint() {}

    /** Halts the process, without shutdown hooks, when this point is armed and was reached often enough. */
    public static void reached(String point) {
        if (ARMED[0].equals(point) && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
