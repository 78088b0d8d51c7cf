package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands of the documents do what they say, on a suite that runs. */
class RunbookTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("```sh run\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("\\b(84|94)(0[2-5])\\b");

    private final RunningSuite suite = RunningSuite.shared();

    static List<String> commands() throws IOException {
        try (Stream<Path> files = Files.list(ProjectFiles.root().resolve("docs"))) {
            List<String> commands = files.filter(file -> file.toString().endsWith(".md"))
                    .flatMap(file -> BLOCK.matcher(read(file)).results())
                    .map(block -> block.group(1))
                    .toList();
            assertThat(commands).isNotEmpty();
            return commands;
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void succeed(String commands) throws Exception {
        // Given
        String here = PORT.matcher(commands)
                .replaceAll(port -> Integer.toString(Integer.parseInt(port.group()) + suite.shift()));

        // When
        try (var shell = LoggedProcess.start(ProjectFiles.root(), List.of("bash", "-euo", "pipefail", "-c", here))) {
            int code = shell.awaitExit(LIMIT);

            // Then
            assertThat(code).as(here + "\n" + String.join("\n", shell.lines())).isZero();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
