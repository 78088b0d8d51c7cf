package dev.quittance.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A browser of this machine. Where there is none it is installed if that needs no question (Debian, as root); else the tests that
 * need it are skipped, and say so.
 */
final class Chromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

    private Chromium() {}

    /** Its executable. */
    static synchronized Path executable() throws IOException, InterruptedException {
        var found = onPath(NAMES);
        if (found.isEmpty()) {
            install();
            found = onPath(NAMES);
        }
        if (found.isEmpty()) {
            System.err.println(
                    "SKIPPED: the page for people needs chromium on the PATH (Debian: apt-get install chromium)");
            abort("chromium is not on the PATH");
        }
        return found.orElseThrow();
    }

    private static void install() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))
                || onPath(List.of("apt-get")).isEmpty()) {
            return;
        }
        for (var command : List.of(
                List.of("apt-get", "-q", "update"),
                List.of("apt-get", "-q", "-y", "--no-install-recommends", "install", "chromium"))) {
            try (var apt = LoggedProcess.start(ProjectFiles.root(), command)) {
                if (apt.awaitExit(INSTALL_LIMIT) != 0) {
                    System.err.println("chromium could not be installed:\n" + String.join("\n", apt.lines()));
                    return;
                }
            }
        }
    }

    private static Optional<Path> onPath(List<String> names) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return names.stream()
                .flatMap(name ->
                        Arrays.stream(path.split(File.pathSeparator, -1)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
