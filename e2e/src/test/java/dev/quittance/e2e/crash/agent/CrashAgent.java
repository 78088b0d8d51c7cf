package dev.quittance.e2e.crash.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The agent: {@code -javaagent:crash.jar=K10} or {@code =K10:after=3} arms a point from the start, {@code =@FILE} arms what
 * the file says whenever that changes; an empty or missing file arms nothing.
 */
public final class CrashAgent {
    private static final long LOOK_MILLIS = 20;

    private CrashAgent() {}

    /** Called by the JVM before {@code main}. A bad order keeps the process from starting. */
    public static void premain(String argument, Instrumentation instrumentation) {
        instrumentation.addTransformer(new CrashTransformer());
        if (argument.startsWith("@")) {
            Path orders = Path.of(argument.substring(1));
            Thread.ofPlatform().daemon().name("crash-orders").start(() -> watch(orders));
        } else {
            Countdown.arm(CrashOrder.parse(argument));
        }
    }

    private static void watch(Path orders) {
        String known = "";
        while (true) {
            String text = read(orders);
            if (!text.equals(known)) {
                known = text;
                if (text.isEmpty()) {
                    Countdown.disarm();
                } else {
                    Countdown.arm(CrashOrder.parse(text));
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String read(Path orders) {
        try {
            return Files.readString(orders).strip();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new IllegalStateException("the orders cannot be read: " + orders, e);
        }
    }
}
