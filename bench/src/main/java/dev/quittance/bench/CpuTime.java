package dev.quittance.bench;

import dev.quittance.devstack.suite.Measurement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who used the processors up to a moment.
 *
 * @param byPart CPU time of each part of the suite and of the load generator, which is this JVM
 * @param machine CPU time of everything on the machine
 */
record CpuTime(Map<String, Duration> byPart, Duration machine, long nanoTime) {
    private static final String GENERATOR = "load generator";
    private static final int TICKS_PER_SECOND = 100;

    static CpuTime now(List<Measurement> parts) {
        var byPart = new LinkedHashMap<String, Duration>();
        byPart.put(GENERATOR, used(ProcessHandle.current()));
        parts.forEach(part -> byPart.put(
                part.name(),
                ProcessHandle.of(part.pid()).map(CpuTime::usedWithChildren).orElse(Duration.ZERO)));
        return new CpuTime(byPart, busy(), System.nanoTime());
    }

    /** In words: who used how much of the processors since {@code before}, and for each of so many things done. */
    String since(CpuTime before, long done) {
        return "CPU: " + sharesSince(before) + "\nCPU milliseconds each: " + millisEachSince(before, done);
    }

    /** The share of all processors that each part, and everything else, used since {@code before}. */
    private String sharesSince(CpuTime before) {
        double available =
                (double) (nanoTime - before.nanoTime) * Runtime.getRuntime().availableProcessors();
        Duration ours = byPart.values().stream().reduce(Duration.ZERO, Duration::plus);
        Duration oursBefore = before.byPart.values().stream().reduce(Duration.ZERO, Duration::plus);
        Duration others = machine.minus(before.machine).minus(ours.minus(oursBefore));
        return Stream.concat(
                        byPart.entrySet().stream()
                                .map(part -> share(
                                        part.getKey(),
                                        part.getValue().minus(before.byPart.getOrDefault(part.getKey(), Duration.ZERO)),
                                        available)),
                        Stream.of(share("everything else", others, available)))
                .collect(Collectors.joining(", "));
    }

    /** The CPU time that each part used since {@code before}, shared out over what was done, in milliseconds. */
    private String millisEachSince(CpuTime before, long done) {
        return byPart.entrySet().stream()
                .map(part -> String.format(
                        Locale.ROOT,
                        "%s %.3f",
                        part.getKey(),
                        part.getValue()
                                        .minus(before.byPart.getOrDefault(part.getKey(), Duration.ZERO))
                                        .toNanos()
                                / 1e6
                                / Math.max(1, done)))
                .collect(Collectors.joining(", "));
    }

    private static String share(String name, Duration used, double available) {
        return String.format(Locale.ROOT, "%s %.0f %%", name, Math.max(0, used.toNanos() / available * 100));
    }

    private static Duration usedWithChildren(ProcessHandle process) {
        return process.descendants().map(CpuTime::used).reduce(used(process), Duration::plus);
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static Duration busy() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] fields = lines.findFirst().orElse("").split(" +", -1);
            // user, nice, system, then idle and iowait, irq, softirq
            long ticks = Stream.of(1, 2, 3, 6, 7)
                    .mapToLong(field -> Long.parseLong(fields[field]))
                    .sum();
            return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }
}
