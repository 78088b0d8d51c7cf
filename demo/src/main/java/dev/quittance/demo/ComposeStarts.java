package dev.quittance.demo;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** How long each service takes to start: as the suite came up, and alone, with everything that it needs at hand. */
final class ComposeStarts {
    private static final Pattern STARTED = Pattern.compile("started in ([0-9.]+)s");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Names and management ports. */
    private static final Map<String, Integer> SERVICES = new LinkedHashMap<>();

    static {
        SERVICES.put("gateway", 9402);
        SERVICES.put("facilitator", 9403);
        SERVICES.put("settlement-worker", 9404);
        SERVICES.put("signer-service", 9405);
    }

    /** Ends with the time of readiness and what the kernel knows of the JVM, which is the container's first process. */
    private static final String READINESS = """
            until bash /usr/local/bin/health PORT 2>/dev/null; do sleep 0.05; done
            echo $EPOCHREALTIME
            cat /proc/1/stat
            """;

    private static final int USER_TIME = 11;
    private static final double TICKS_PER_SECOND = 100;

    private final Compose compose;
    private final Consumer<String> said;

    ComposeStarts(Compose compose, Consumer<String> said) {
        this.compose = compose;
        this.said = said;
    }

    /** The last starts, with whatever started beside them. */
    void together() throws IOException, InterruptedException {
        for (String service : SERVICES.keySet()) {
            said.accept("%s: its own start took %s s, with everything starting at once"
                    .formatted(service, own(compose.docker("logs", container(service)))));
        }
    }

    /** Starts one after the other again, while the rest is up and idle. */
    void alone() throws IOException, InterruptedException {
        for (var service : SERVICES.entrySet()) {
            String container = container(service.getKey());
            compose.docker("stop", "-t", "30", container);
            compose.docker("start", container);
            List<String> answer = compose.docker(
                            "exec",
                            container,
                            "timeout",
                            Long.toString(LIMIT.toSeconds()),
                            "bash",
                            "-c",
                            READINESS.replace("PORT", service.getValue().toString()))
                    .lines()
                    .toList();
            String begin = compose.docker("inspect", "-f", "{{.State.StartedAt}}", container);
            said.accept(
                    "%s alone: ready %.2f s after its container started, the JVM's own start %s s, %.2f s of processor time"
                            .formatted(
                                    service.getKey(),
                                    seconds(Instant.parse(begin), answer.getFirst()),
                                    own(compose.docker("logs", "--since", begin, container)),
                                    processorTime(answer.getLast())));
            compose.awaitHealthy(container, LIMIT);
        }
    }

    private String container(String service) throws IOException, InterruptedException {
        return compose.containers(service).getFirst();
    }

    private static String own(String log) {
        return STARTED.matcher(log)
                .results()
                .map(found -> found.group(1))
                .reduce((first, second) -> second)
                .orElse("?");
    }

    private static double seconds(Instant begin, String epochSeconds) {
        Duration ready =
                Duration.ofNanos(new BigDecimal(epochSeconds).movePointRight(9).longValue());
        return ready.minusSeconds(begin.getEpochSecond())
                        .minusNanos(begin.getNano())
                        .toMillis()
                / 1e3;
    }

    /** Of the user and the system, from a line of {@code /proc/PID/stat}; its second field, in brackets, may hold spaces. */
    private static double processorTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) / TICKS_PER_SECOND;
    }
}
