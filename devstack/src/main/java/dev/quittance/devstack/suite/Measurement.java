package dev.quittance.devstack.suite;

import dev.quittance.devstack.ProcessMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a child costs.
 *
 * @param startUp from its launch until it was ready
 * @param residentBytes of memory; PostgreSQL's are its first process's and what its other processes own alone
 */
public record Measurement(String name, long pid, Duration startUp, long residentBytes) {

    static Measurement of(ProcessMark mark, Duration startUp) {
        return new Measurement(mark.name(), mark.pid(), startUp, resident(mark));
    }

    /** Resident memory in bytes; 0 when the process is gone. */
    static long resident(ProcessMark mark) {
        return mark.running()
                .map(process -> read(process.pid(), "VmRSS:")
                        + process.descendants()
                                .mapToLong(child -> read(child.pid(), "RssAnon:"))
                                .sum())
                .orElse(0L);
    }

    private static long read(long pid, String key) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            return Files.exists(status)
                    ? Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith(key))
                            .mapToLong(Measurement::kilobytes)
                            .sum()
                    : ps(pid);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Where there is no /proc. */
    private static long ps(long pid) throws IOException {
        Process process = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        return kilobytes(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }

    private static long kilobytes(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
    }
}
