package dev.quittance.e2e;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A built service, started as the suite started it except for what the test changes; on free ports. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Pattern MANAGEMENT =
            Pattern.compile("Management interface listening on (http://[^\\s\"\\\\]+?)\\.?[\"\\s]");

    private static final Pattern PUBLIC = Pattern.compile("Listening on: http://[^:\\s\"]+:([0-9]+)");

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
        ProcessHandle example = suite.service(service);
        var environment = environmentOf(example);
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("QUARKUS_MANAGEMENT_PORT", "0");
        environment.put("QUITTANCE_VITALS_INTERVAL", "1s");
        environment.putAll(changes);
        environment.values().removeIf(String::isEmpty);
        var command = new ArrayList<String>();
        command.add(example.info().command().orElseThrow());
        command.addAll(List.of(example.info().arguments().orElseThrow()));
        return new ServiceProcess(LoggedProcess.start(ProjectFiles.root(), command, environment));
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
                .toList();
    }

    /** Where its callers find it, once it listens. */
    URI http() throws InterruptedException {
        String line = process.awaitLine(each -> PUBLIC.matcher(each).find(), START_LIMIT);
        Matcher matcher = PUBLIC.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError(line);
        }
        return URI.create("http://localhost:" + matcher.group(1));
    }

    /** Where health and metrics are, once it listens. */
    URI management() throws InterruptedException {
        String line = process.awaitLine(each -> MANAGEMENT.matcher(each).find(), START_LIMIT);
        Matcher matcher = MANAGEMENT.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError(line);
        }
        return URI.create(matcher.group(1));
    }

    @Override
    public void close() {
        process.close();
    }
}
