package dev.quittance.devstack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A process that this JVM started, watched by the {@link Guard}; its output goes to one log file. */
public final class Child {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final Path log;
    private final ProcessHandle process;
    private final Guard.Signal signal;
    private final Optional<Process> own;

    private Child(String name, Path log, ProcessHandle process, Guard.Signal signal, Optional<Process> own) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.signal = signal;
        this.own = own;
        Guard.ofThisJvm().watch(process, signal);
    }

    /**
     * Starts a command in a session of its own.
     *
     * @param environment added to this JVM's
     * @param log appended to; its folder is made
     * @throws DevstackException when the command cannot be run
     */
    public static Child start(String name, List<String> command, Map<String, String> environment, Path log) {
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var builder = new ProcessBuilder(Guard.inOwnSession(command))
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new Child(name, log, process.toHandle(), Guard.Signal.TERM, Optional.of(process));
        } catch (IOException e) {
            throw new DevstackException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Takes over a process that something else started for us. */
    static Child adopt(String name, Path log, ProcessHandle process, Guard.Signal signal) {
        return new Child(name, log, process, signal, Optional.empty());
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public ProcessHandle process() {
        return process;
    }

    /** The exit code, once the process has ended; empty also for a process that this JVM took over. */
    public OptionalInt exitCode() {
        return own.filter(process -> !process.isAlive())
                .map(process -> OptionalInt.of(process.exitValue()))
                .orElseGet(OptionalInt::empty);
    }

    /** The process as another run can find it. */
    public ProcessMark mark() {
        return ProcessMark.of(name, process, signal);
    }

    /**
     * Waits until the condition holds.
     *
     * @throws DevstackException when the process ends or the time is over before
     */
    public void awaitReady(BooleanSupplier ready, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new DevstackException(name + " ended while it started, see " + log);
            }
            if (System.nanoTime() > end) {
                throw new DevstackException(name + " was not ready within " + limit.toSeconds() + " s, see " + log);
            }
            pause();
        }
    }

    /** Ends the process: politely, and after {@code limit} by force. Returns when it is gone. */
    public void stop(Duration limit) {
        end(process, signal, limit);
    }

    static void end(ProcessHandle process, Guard.Signal signal, Duration limit) {
        if (!process.isAlive()) {
            return;
        }
        switch (signal) {
            case TERM -> process.destroy();
            case INT -> interrupt(process);
        }
        if (!gone(process, limit)) {
            process.destroyForcibly();
            gone(process, limit);
        }
    }

    private static void interrupt(ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean gone(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while waiting for a process", e);
        }
    }
}
