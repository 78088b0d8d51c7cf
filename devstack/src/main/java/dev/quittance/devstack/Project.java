package dev.quittance.devstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the project lies on this machine. */
public final class Project {
    private static final Path MARK = Path.of("devstack", "contracts", "package-lock.json");

    private Project() {}

    /**
     * The project's root: the system property {@code quittance.home}, or the nearest folder from the working directory upwards
     * that holds devstack's contracts.
     *
     * @throws DevstackException when there is none
     */
    public static Path root() {
        Optional<Path> told =
                Optional.ofNullable(System.getProperty("quittance.home")).map(Path::of);
        return told.or(() -> Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                        .filter(folder -> Files.exists(folder.resolve(MARK)))
                        .findFirst())
                .orElseThrow(
                        () -> new DevstackException("run this inside the project, or set -Dquittance.home=FOLDER"));
    }

    static Path contracts() {
        return root().resolve("devstack", "contracts");
    }
}
