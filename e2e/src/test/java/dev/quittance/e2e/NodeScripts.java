package dev.quittance.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The official packages, driven by small scripts. Without Node the tests that need them are skipped, and say so. Those of
 * version 1 come without the wallet libraries that they name and that no script loads.
 */
final class NodeScripts {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

    private NodeScripts() {}

    /** Starts a script of the folder {@code e2e/node}: packages of version 2. */
    static LoggedProcess start(String script, String... arguments) throws IOException, InterruptedException {
        return start(ProjectFiles.root().resolve("e2e/node"), script, arguments);
    }

    /** Starts a script of the folder {@code e2e/legacy}: packages of version 1. */
    static LoggedProcess startLegacy(String script, String... arguments) throws IOException, InterruptedException {
        return start(ProjectFiles.root().resolve("e2e/legacy"), script, arguments);
    }

    private static LoggedProcess start(Path folder, String script, String... arguments)
            throws IOException, InterruptedException {
        install(folder);
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return LoggedProcess.start(folder, command);
    }

    private static synchronized void install(Path folder) throws IOException, InterruptedException {
        var installed = folder.resolve("node_modules/.package-lock.json");
        var wanted = Files.getLastModifiedTime(folder.resolve("package-lock.json"));
        if (Files.exists(installed) && Files.getLastModifiedTime(installed).compareTo(wanted) >= 0) {
            return;
        }
        LoggedProcess npm;
        try {
            npm = LoggedProcess.start(folder, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        } catch (IOException e) {
            System.err.println("SKIPPED: the official packages need npm on the PATH");
            abort("npm is not on the PATH");
            throw e;
        }
        try (npm) {
            if (npm.awaitExit(INSTALL_LIMIT) != 0) {
                throw new AssertionError("npm ci failed:\n" + String.join("\n", npm.lines()));
            }
        }
    }
}
