package dev.quittance.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Programs and libraries of Debian that tests put beside the services; installed where this JVM may, absent where it may not. */
public final class DebianPrograms {
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);

    private DebianPrograms() {}

    /**
     * A program, installed if it is missing and this JVM runs as root.
     *
     * @param name of the program in {@code /usr/sbin} or on the PATH
     * @param packageName that brings it
     */
    public static Optional<Path> find(String name, String packageName) {
        return find(() -> installed(name), packageName);
    }

    /**
     * A library, installed if it is missing and this JVM runs as root.
     *
     * @param name of the library below one of the folders in {@code /usr/lib}
     * @param packageName that brings it
     */
    public static Optional<Path> library(String name, String packageName) {
        return find(() -> installedLibrary(name), packageName);
    }

    private static synchronized Optional<Path> find(Supplier<Optional<Path>> search, String packageName) {
        return search.get().or(() -> {
            if ("root".equals(System.getProperty("user.name"))
                    && installed("apt-get").isPresent()) {
                install(packageName);
            }
            return search.get();
        });
    }

    private static Optional<Path> installedLibrary(String name) {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(each -> each.resolve(name)).filter(Files::exists).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> installed(String name) {
        return Executables.find(name)
                .or(() -> Optional.of(Path.of("/usr/sbin", name)).filter(Files::isExecutable));
    }

    private static void install(String packageName) {
        var install = List.of("apt-get", "install", "-y", "--no-install-recommends", packageName);
        // A new machine may have no list of packages yet, or an old one.
        if (!ends(install) && ends(List.of("apt-get", "update"))) {
            ends(install);
        }
    }

    /** Whether the command ends well, in time. */
    private static boolean ends(List<String> command) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            // No init system may start what is installed.
            builder.environment().putAll(Map.of("DEBIAN_FRONTEND", "noninteractive", "RUNLEVEL", "1"));
            Process process = builder.start();
            if (!process.waitFor(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            throw new DevstackException("apt-get cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted in " + String.join(" ", command), e);
        }
    }
}
