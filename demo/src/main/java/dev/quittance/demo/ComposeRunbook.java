package dev.quittance.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Runs the commands of docs/runbook.md that need an engine: blocks that begin with {@code sh compose NAME}. */
final class ComposeRunbook {
    private static final Pattern BLOCK = Pattern.compile("```sh compose ([a-z-]+)\\n(.*?)```", Pattern.DOTALL);

    private final Path root;
    private final Path environment;
    private final Path work;

    /**
     * Prepares.
     *
     * @param environment what the suite runs with, as an .env file
     * @param work where the commands leave their files
     */
    ComposeRunbook(Path root, Path environment, Path work) {
        this.root = root;
        this.environment = environment;
        this.work = work;
    }

    /** Names of the blocks in the order of the document. */
    List<String> names() throws IOException {
        return BLOCK.matcher(text()).results().map(block -> block.group(1)).toList();
    }

    /**
     * Runs one block.
     *
     * @throws DemoFailedException with its output, when a command of it fails
     */
    void run(String name) throws IOException, InterruptedException {
        String commands = BLOCK.matcher(text())
                .results()
                .filter(block -> block.group(1).equals(name))
                .map(block -> block.group(2))
                .findFirst()
                .orElseThrow(() -> new DemoFailedException("docs/runbook.md has no block " + name));
        String compose = "command -v docker-compose >/dev/null || docker-compose() { docker compose \"$@\"; }\n";
        var builder = new ProcessBuilder(new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c", compose + commands)))
                .directory(root.toFile())
                .redirectErrorStream(true);
        var variables = builder.environment();
        Files.readAllLines(environment).stream()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> variables.put(pair[0], pair[1]));
        variables.put("COMPOSE_PROJECT_NAME", "quittance-test");
        variables.put("COMPOSE_PROFILES", "evaluation,observe");
        variables.put("BACKUP", work.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new DemoFailedException("runbook, " + name + ":\n" + output.strip());
        }
    }

    private String text() throws IOException {
        return Files.readString(root.resolve("docs").resolve("runbook.md"));
    }
}
