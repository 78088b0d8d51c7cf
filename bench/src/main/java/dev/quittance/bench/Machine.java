package dev.quittance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine that measures, in words. */
final class Machine {
    private Machine() {}

    static String describe() {
        return String.format(
                Locale.ROOT,
                "%d cores of %s, %d GB, %s %s, JDK %s, load average %s",
                Runtime.getRuntime().availableProcessors(),
                first("/proc/cpuinfo", "model name").orElse("an unnamed processor"),
                first("/proc/meminfo", "MemTotal")
                                .map(text -> Long.parseLong(text.replaceAll("[^0-9]", "")))
                                .orElse(0L)
                        >> 20,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version(),
                line("/proc/loadavg"));
    }

    private static Optional<String> first(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String line(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
