package dev.quittance.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built project lies. */
final class ProjectFiles {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private ProjectFiles() {}

    static Path root() {
        return ROOT;
    }

    /** The jar behind the launcher's commands. */
    static Path demoJar() {
        return built("demo/target/demo.jar");
    }

    /** The jar behind {@code quittance pay} and {@code quittance receipt}. */
    static Path agentJar() {
        return built("agent/target/agent.jar");
    }

    private static Path built(String path) {
        Path jar = ROOT.resolve(path);
        if (!Files.exists(jar)) {
            throw new IllegalStateException("not built: " + jar);
        }
        return jar;
    }
}
