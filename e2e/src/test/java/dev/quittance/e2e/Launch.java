package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a service is started. */
record Launch(List<String> command, Map<String, String> environment) {
    private static final String MEASURE = "dev.quittance.signer.measurement.MeasureMain";
    private static final Duration MEASURE_LIMIT = Duration.ofMinutes(1);
    private static final String JAR = "-jar";

    /** Nothing to do with the suite: with these settings and no other. */
    static Launch alone(String service, Map<String, String> settings) {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("QUITTANCE_"));
        environment.put("QUARKUS_HTTP_HOST", "localhost");
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("QUARKUS_MANAGEMENT_HOST", "localhost");
        environment.put("QUARKUS_MANAGEMENT_PORT", "0");
        environment.putAll(settings);
        return new Launch(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        JAR,
                        ProjectFiles.serviceJar(service).toString()),
                environment);
    }

    /**
     * As the suite started its own, on free ports.
     *
     * @param changes environment variables; an empty value takes the variable away
     */
    static Launch beside(RunningSuite suite, String service, Map<String, String> changes) throws IOException {
        ProcessHandle example = suite.service(service);
        var environment = ServiceProcess.environmentOf(example);
        environment.put("QUARKUS_HTTP_PORT", "0");
        environment.put("QUARKUS_MANAGEMENT_PORT", "0");
        environment.put("QUITTANCE_VITALS_INTERVAL", "1s");
        environment.putAll(changes);
        environment.values().removeIf(String::isEmpty);
        var command = new ArrayList<String>();
        command.add(example.info().command().orElseThrow());
        command.addAll(List.of(example.info().arguments().orElseThrow()));
        return new Launch(command, environment);
    }

    /** The same with another build of the service. */
    Launch of(Path jar) {
        var other = new ArrayList<>(command);
        other.set(command.indexOf(JAR) + 1, jar.toString());
        return new Launch(other, environment);
    }

    /** What a signer started so will measure: a line as {@code quittance measure} prints it, by the genuine build's code. */
    String measurement() throws IOException, InterruptedException {
        int end = command.indexOf(JAR);
        Path app = Path.of(command.get(end + 1)).resolveSibling("");
        Path genuine = ProjectFiles.serviceJar("signer-service").resolveSibling("");
        var measuring = new ArrayList<>(command.subList(0, end));
        measuring.addAll(List.of("-cp", genuine.resolve("app") + "/*:" + genuine.resolve("lib/main") + "/*"));
        measuring.addAll(List.of(MEASURE, app.toString()));
        try (var process = LoggedProcess.start(ProjectFiles.root(), measuring, environment)) {
            assertThat(process.awaitExit(MEASURE_LIMIT))
                    .as(String.join("\n", process.lines()))
                    .isZero();
            return process.lines().getLast();
        }
    }
}
