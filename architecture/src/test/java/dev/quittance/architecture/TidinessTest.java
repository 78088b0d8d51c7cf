package dev.quittance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules of the house that show in the text of the sources. */
class TidinessTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".quittance");
    private static final int LINES_MAX = 400;

    // Spelled in two parts so that this file does not break its own rules.
    private static final Pattern LEFT_OVERS = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
    private static final Pattern SWITCHED_OFF = Pattern.compile("@Dis" + "abled\\b|@Ign" + "ore\\b");
    private static final Pattern SLEEPS = Pattern.compile("Thread\\.sl" + "eep\\(");
    private static final Pattern WALL_CLOCK =
            Pattern.compile("Instant\\.now\\(\\)|System\\.currentTimeMil" + "lis\\(\\)|LocalDateTime\\.now\\(\\)");

    @Test
    void filesStayShort() throws IOException {
        // Given
        var tooLong = new ArrayList<String>();

        // When
        for (Path file : sources(".java", ".sol", ".js", ".mjs", ".sh")) {
            long lines = Files.readAllLines(file).size();
            if (lines > LINES_MAX) {
                tooLong.add(ROOT.relativize(file) + ": " + lines);
            }
        }

        // Then
        assertThat(tooLong).isEmpty();
    }

    @Test
    void nothingIsLeftOverOrSwitchedOff() throws IOException {
        assertThat(linesWith(LEFT_OVERS, path -> true)).isEmpty();
        assertThat(linesWith(SWITCHED_OFF, path -> true)).isEmpty();
    }

    @Test
    void nothingSleeps() throws IOException {
        assertThat(linesWith(SLEEPS, path -> true)).isEmpty();
    }

    @Test
    void timeIsInjected() throws IOException {
        assertThat(linesWith(WALL_CLOCK, path -> path.toString().contains("/src/main/")))
                .isEmpty();
    }

    @Test
    void everyPackageRefusesNull() throws IOException {
        // Given
        var unmarked = new ArrayList<Path>();

        // When
        for (Path file : sources(".java")) {
            Path marker = file.resolveSibling("package-info.java");
            boolean main = file.toString().contains("/src/main/java/");
            if (main && (!Files.exists(marker) || !Files.readString(marker).contains("@NullMarked"))) {
                unmarked.add(ROOT.relativize(file.getParent()));
            }
        }

        // Then
        assertThat(unmarked).isEmpty();
    }

    private static List<String> linesWith(Pattern pattern, Predicate<Path> chosen) throws IOException {
        var found = new ArrayList<String>();
        for (Path file : sources(".java", ".sol", ".js", ".mjs", ".sh")) {
            if (chosen.test(file)) {
                List<String> lines = Files.readAllLines(file);
                IntStream.range(0, lines.size())
                        .filter(i -> pattern.matcher(lines.get(i)).find())
                        .forEach(i -> found.add(ROOT.relativize(file) + ":" + (i + 1)));
            }
        }
        return found;
    }

    private static List<Path> sources(String... endings) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skipped = NOT_OURS.contains(String.valueOf(directory.getFileName()));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                for (String ending : endings) {
                    if (file.toString().endsWith(ending)) {
                        files.add(file);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(files).as("sources below " + ROOT).isNotEmpty();
        return files;
    }
}
