package dev.quittance.e2e;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.DebianPrograms;
import dev.quittance.devstack.Executables;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A browser of this machine. Where there is none it is installed if that needs no question (Debian, as root); else the tests that
 * need it are skipped, and say so.
 */
final class Chromium {
    private Chromium() {}

    /** Its executable. */
    static Path executable() {
        Optional<Path> found = Executables.find("chromium-browser")
                .or(() -> Executables.find("google-chrome"))
                .or(() -> DebianPrograms.find("chromium", "chromium"));
        if (found.isEmpty()) {
            System.err.println(
                    "SKIPPED: the page for people needs chromium on the PATH (Debian: apt-get install chromium)");
            abort("chromium is not on the PATH");
        }
        return found.orElseThrow();
    }
}
