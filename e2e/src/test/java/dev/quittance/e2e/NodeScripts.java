package dev.quittance.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The official packages, driven by small scripts. Without Node the tests that need them are skipped, and say so. */
final class NodeScripts {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

    private NodeScripts() {}

    /** Starts a script of the folder {@code e2e/node}. */
    static LoggedProcess start(String script, String... arguments) throws IOException, InterruptedException {
        install();
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return LoggedProcess.start(ProjectFiles.nodeScripts(), command);
    }

    private static synchronized void install() throws IOException, InterruptedException {
        if (Files.exists(ProjectFiles.nodeScripts().resolve("node_modules/.package-lock.json"))) {
            return;
        }
        LoggedProcess npm;
        try {
            npm = LoggedProcess.start(ProjectFiles.nodeScripts(), List.of("npm", "ci", "--no-audit", "--no-fund"));
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
