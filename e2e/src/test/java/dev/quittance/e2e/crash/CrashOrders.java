package dev.quittance.e2e.crash;

import dev.quittance.devstack.Child;
import dev.quittance.devstack.DevstackException;
import dev.quittance.e2e.crash.agent.Countdown;
import dev.quittance.e2e.crash.agent.CrashOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Tells running processes where to crash, and hears from their logs that they understood and that they did. */
public final class CrashOrders {
    private static final Duration ARM_LIMIT = Duration.ofSeconds(10);

    private final Path folder;
    private final Path jar;

    /** Orders in files of a folder, which also gets the agent. */
    public CrashOrders(Path folder) throws IOException {
        this.folder = folder;
        this.jar = CrashAgentJar.writeTo(folder);
    }

    /** What makes a JVM take orders for a process of that name. */
    public String jvmOption(String process) {
        return "-javaagent:" + jar + "=@" + file(process);
    }

    /**
     * Gives the order and returns when the process has confirmed it.
     *
     * @throws DevstackException when it does not
     */
    public void arm(Child process, CrashOrder order) throws IOException {
        long known = Files.size(process.log());
        Path next = folder.resolve(process.name() + ".next");
        Files.writeString(next, order.toString());
        Files.move(next, file(process.name()), StandardCopyOption.ATOMIC_MOVE);
        process.awaitReady(() -> said(process, known, "crash point " + order + " armed"), ARM_LIMIT);
    }

    /** Withdraws the order, also for the process that comes next under this name. */
    public void disarm(Child process) throws IOException {
        Files.deleteIfExists(file(process.name()));
    }

    /** Whether the process has ended at the point, and in no other way. */
    public static boolean isHit(Child process, CrashOrder order) {
        return process.exitCode().orElse(0) == Countdown.HALTED
                && said(process, 0, "crash point " + order.point() + " hit");
    }

    private static boolean said(Child process, long from, String line) {
        try {
            byte[] log = Files.readAllBytes(process.log());
            int start = (int) Math.min(from, log.length);
            return new String(log, start, log.length - start, StandardCharsets.UTF_8).contains(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String process) {
        return folder.resolve(process);
    }
}
