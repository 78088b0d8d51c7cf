package dev.quittance.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.NodePackages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The official packages, driven by small scripts. Without Node the tests that need them are skipped, and say so. Those of
 * version 1 come without the wallet libraries that they name and that no script loads.
 */
final class NodeScripts {
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

    private static void install(Path folder) {
        if (!NodePackages.canBeInstalled()) {
            System.err.println("SKIPPED: the official packages need npm on the PATH");
            abort("npm is not on the PATH");
        }
        NodePackages.install(folder);
    }
}
