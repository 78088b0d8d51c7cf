package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker-compose.yml} obeys the schema of the Compose Specification; the check itself finds what does not. */
class ComposeFileTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path FILE = ProjectFiles.root().resolve("docker-compose.yml");

    @Test
    void obeysTheSchema() throws Exception {
        try (var check = NodeScripts.start("compose-file.mjs", FILE.toString())) {
            int code = check.awaitExit(LIMIT);

            assertThat(code).as(String.join("\n", check.lines())).isZero();
        }
    }

    @Test
    void wouldNotWithAnUnknownKey(@TempDir Path folder) throws Exception {
        // Given
        Path wrong = write(folder, Files.readString(FILE).replaceFirst("mem_limit:", "memory_limit:"));

        // When
        try (var check = NodeScripts.start("compose-file.mjs", wrong.toString())) {
            int code = check.awaitExit(LIMIT);

            // Then
            assertThat(code).isEqualTo(1);
            assertThat(check.lines()).anyMatch(line -> line.contains("memory_limit"));
        }
    }

    private static Path write(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("wrong.yml"), text);
    }
}
