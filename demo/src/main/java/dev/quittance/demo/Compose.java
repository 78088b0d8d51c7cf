package dev.quittance.demo;

import dev.quittance.devstack.Executables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Docker's own commands, on one composed suite. */
final class Compose {
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(30);
    private static final long POLL_MS = 250;

    private final Path root;
    private final String project;
    private final Path environment;

    Compose(Path root, String project, Path environment) {
        this.root = root;
        this.project = project;
        this.environment = environment;
    }

    /** Runs compose with the evaluation and observe profiles; what it tells goes to the log. */
    void up(List<String> options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("up", "-d"));
        arguments.addAll(options);
        compose(arguments);
    }

    /** Stops and removes everything, with the volumes. */
    void down() throws IOException, InterruptedException {
        compose(List.of("down", "--volumes", "--remove-orphans", "--timeout", "30"));
    }

    String compose(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (Executables.find("docker-compose").isPresent()) {
            command.add("docker-compose");
        } else {
            command.addAll(List.of("docker", "compose"));
        }
        command.addAll(List.of("-p", project, "--env-file", environment.toString()));
        command.addAll(List.of("--profile", "evaluation", "--profile", "observe"));
        command.addAll(arguments);
        return run(command);
    }

    /** Ids of a service's containers, in the order of their numbers. */
    List<String> containers(String service) throws IOException, InterruptedException {
        return docker(
                        "ps",
                        "-a",
                        "--filter",
                        "label=com.docker.compose.project=" + project,
                        "--filter",
                        "label=com.docker.compose.service=" + service,
                        "--format",
                        "{{.Names}}")
                .lines()
                .sorted()
                .toList();
    }

    String docker(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of("docker"));
        command.addAll(List.of(arguments));
        return run(command).strip();
    }

    /** The answer of the suite's database to a query, as lines of fields between bars. */
    String select(String query) throws IOException, InterruptedException {
        String container = containers("postgres").getFirst();
        return docker("exec", container, "psql", "-U", "postgres", "-d", "quittance", "-tAc", query);
    }

    /** Whether a command inside a container ends well. */
    boolean succeeds(String container, String script) throws InterruptedException {
        try {
            docker("exec", container, "bash", "-c", script);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean isHealthy(String container) throws InterruptedException {
        try {
            String state = docker(
                    "inspect",
                    "-f",
                    "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}",
                    container);
            return state.equals("healthy") || state.equals("running");
        } catch (IOException e) {
            return false;
        }
    }

    void awaitHealthy(String container, Duration limit) throws InterruptedException {
        await(limit, container + " is not healthy", () -> {
            try {
                return isHealthy(container);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoFailedException("interrupted");
            }
        });
    }

    static void await(Duration limit, String otherwise, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new DemoFailedException(otherwise + " after " + limit.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        // Of compose 1: the engine of a busy machine may take more than its minute.
        builder.environment().putIfAbsent("COMPOSE_HTTP_TIMEOUT", "300");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND_LIMIT.toMinutes(), TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            String last =
                    output.strip().lines().reduce((first, second) -> second).orElse("no output");
            throw new IOException(String.join(" ", command) + ": " + last);
        }
        return output;
    }
}
