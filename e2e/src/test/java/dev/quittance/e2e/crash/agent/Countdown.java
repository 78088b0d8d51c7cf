package dev.quittance.e2e.crash.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What the places call: counts down when its point is armed, and then halts the process as SIGKILL would. */
public final class Countdown {
    /** As a shell tells of a process that SIGKILL ended. */
    public static final int HALTED = 137;

    private static final Object LOCK = new Object();
    private static volatile String armed = "";
    private static int left;

    private Countdown() {}

    static void arm(CrashOrder order) {
        synchronized (LOCK) {
            left = order.after();
            armed = order.point().name();
        }
        tell("crash point " + order + " armed: " + order.point().description());
    }

    static void disarm() {
        armed = "";
        tell("no crash point armed");
    }

    /** Called at a place. Ends the process without running any hook, finally block or other thread to its end. */
    public static void pass(String point) {
        if (!armed.equals(point)) {
            return;
        }
        synchronized (LOCK) {
            left--;
            if (left == 0) {
                tell("crash point " + point + " hit");
                Runtime.getRuntime().halt(HALTED);
            }
        }
    }

    /** Past all logging, which may be redirected, buffered or not set up yet. */
    @SuppressWarnings("resource")
    static void tell(String line) {
        try {
            new FileOutputStream(FileDescriptor.err).write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("standard error is closed", e);
        }
    }
}
