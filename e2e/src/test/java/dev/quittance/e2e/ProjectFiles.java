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
        Path jar = ROOT.resolve("demo/target/demo.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("not built: " + jar);
        }
        return jar;
    }

    static Path nodeScripts() {
        return ROOT.resolve("e2e/node");
    }
}
