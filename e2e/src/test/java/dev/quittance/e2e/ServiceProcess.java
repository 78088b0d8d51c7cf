package dev.quittance.e2e;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A built service, started as the suite started it except for what the test changes; on free ports. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration METRIC_LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Pattern MANAGEMENT =
            Pattern.compile("Management interface listening on (http://[^\\s\"\\\\]+?)\\.?[\"\\s]");

    private static final Pattern PUBLIC = Pattern.compile("Listening on: (https?)://[^:\\s\"]+:([0-9]+)");

    private final LoggedProcess process;

    private ServiceProcess(LoggedProcess process) {
        this.process = process;
    }

    /**
     * Starts another one beside the suite's own.
     *
     * @param changes environment variables; an empty value takes the variable away
     */
    static ServiceProcess start(RunningSuite suite, String service, Map<String, String> changes) throws IOException {
        return start(Launch.beside(suite, service, changes));
    }

    /** Starts one in this way. */
    static ServiceProcess start(Launch launch) throws IOException {
        return new ServiceProcess(LoggedProcess.start(ProjectFiles.root(), launch.command(), launch.environment()));
    }

    static Map<String, String> environmentOf(ProcessHandle process) throws IOException {
        String all = Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.UTF_8);
        var environment = new HashMap<String, String>();
        for (String entry : all.split("\0", -1)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    int awaitExit() throws InterruptedException {
        return process.awaitExit(START_LIMIT);
    }

    List<String> lines() {
        return process.lines();
    }

    /** What the log holds of this level or a worse one. */
    List<JsonObject> complaints() {
        return lines().stream()
                .filter(line -> line.startsWith("{"))
                .map(JsonObject::parse)
                .filter(line -> line.text("level").matches("WARN|ERROR|FATAL|SEVERE|WARNING"))
                // What a simulated signer says of itself at each start is no complaint.
                .filter(line -> !line.text("message").startsWith("Attestation is SIMULATED"))
                // What Flyway says of a setting, where a test lets it speak, is none either.
                .filter(line -> !line.text("message").startsWith("outOfOrder mode is active"))
                .toList();
    }

    /** Where health and metrics are, once it listens. */
    URI management() throws InterruptedException {
        return URI.create(awaited(MANAGEMENT).group(1));
    }

    /** Where its callers find it, once it listens. */
    URI http() throws InterruptedException {
        Matcher found = awaited(PUBLIC);
        return URI.create(found.group(1) + "://localhost:" + found.group(2));
    }

    /** The sum of a metric over all labels that the name leaves open; 0 without one. */
    double metric(String name) throws IOException, InterruptedException {
        return Http.get(management().resolve("/q/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits until a metric is no longer 0. */
    void awaitMetric(String name) throws IOException, InterruptedException {
        long end = System.nanoTime() + METRIC_LIMIT.toNanos();
        while (metric(name) == 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + name + "\n" + String.join("\n", lines()));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    void awaitLine(String words) throws InterruptedException {
        process.awaitLine(line -> line.contains(words), START_LIMIT);
    }

    /** SIGTERM, without waiting for the end. */
    void terminate() {
        process.handle().destroy();
    }

    /** SIGTERM; returns the exit code once it has ended, which takes no longer than a start may. */
    int end() throws InterruptedException {
        terminate();
        return awaitExit();
    }

    /** SIGKILL: it gives nothing back. */
    void kill() {
        process.handle().destroyForcibly();
    }

    /** Ends it as an operator does; it gives back its lease. */
    void stop() {
        process.close();
    }

    private Matcher awaited(Pattern pattern) throws InterruptedException {
        String line = process.awaitLine(each -> pattern.matcher(each).find(), START_LIMIT);
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError(line);
        }
        return matcher;
    }

    @Override
    public void close() {
        process.close();
    }
}
