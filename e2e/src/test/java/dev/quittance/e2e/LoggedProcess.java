package dev.quittance.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A child process whose output is kept line by line, and which ends with the test. */
final class LoggedProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;
    /** Ending a process closes its output, which its reader then calls broken. */
    private volatile boolean closing;

    private LoggedProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    static LoggedProcess start(Path folder, List<String> command) throws IOException {
        return start(folder, command, System.getenv());
    }

    /** With this environment and no other. */
    static LoggedProcess start(Path folder, List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new LoggedProcess(builder.start());
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            if (!closing) {
                throw new UncheckedIOException(e);
            }
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for a line that starts so; fails with the output when the process ends or the time is over. */
    void awaitLine(String start, Duration limit) throws InterruptedException {
        awaitLine(line -> line.startsWith(start), limit);
    }

    /** Waits for a line that fits; fails with the output when the process ends or the time is over. */
    synchronized String awaitLine(Predicate<String> fits, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            var found = lines.stream().filter(fits).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError("the awaited line is not in:\n" + String.join("\n", lines));
            }
            wait(left);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Waits for the end and its whole output. */
    synchronized int awaitExit(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ended) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                process.destroyForcibly();
                throw new AssertionError("still runs after " + limit + ":\n" + String.join("\n", lines));
            }
            wait(left);
        }
        return process.waitFor();
    }

    /** SIGKILL after a while, unless it ends before; returns when its whole output is read. */
    void killAfter(Duration time) throws InterruptedException {
        var _ = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        // Past the process itself, which would close its output unread.
        process.toHandle().destroyForcibly();
        awaitExit(STOP_LIMIT);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        closing = true;
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
