package dev.quittance.devstack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as written down for another run to find: the pid alone could be a stranger's by then.
 *
 * @param startedMillis when it started, in milliseconds since the epoch
 */
public record ProcessMark(String name, long pid, long startedMillis, Guard.Signal signal) {
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    /** The operating system tells start times in ticks, from a boot time that a clock adjustment shifts. */
    private static final long TOLERANCE_MILLIS = 2_000;

    static ProcessMark of(String name, ProcessHandle process, Guard.Signal signal) {
        return new ProcessMark(name, process.pid(), started(process), signal);
    }

    /** This JVM itself. */
    public static ProcessMark ofThisJvm(String name) {
        return of(name, ProcessHandle.current(), Guard.Signal.TERM);
    }

    /** One line of words. */
    public String toLine() {
        return name + " " + pid + " " + startedMillis + " " + signal;
    }

    /** Reads a line back; a line that was cut off is empty. */
    public static Optional<ProcessMark> parse(String line) {
        String[] words = line.strip().split(" ", -1);
        if (words.length != 4 || !words[1].matches("[0-9]{1,10}") || !words[2].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        Guard.Signal signal = words[3].equals("INT") ? Guard.Signal.INT : Guard.Signal.TERM;
        return Optional.of(new ProcessMark(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), signal));
    }

    /** The process, if it still runs. */
    public Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> Math.abs(started(process) - startedMillis) <= TOLERANCE_MILLIS);
    }

    /** Ends the process if it still runs; returns when it is gone. */
    public void end() {
        running().ifPresent(process -> Child.end(process, signal, END_LIMIT));
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
