package dev.quittance.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of Debian that tests put beside the services; installed where this JVM may, absent where it may not. */
public final class DebianPrograms {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);

    private DebianPrograms() {}

    /**
     * A program, installed if it is missing and this JVM runs as root.
     *
     * @param name of the program in {@code /usr/sbin} or on the PATH
     * @param packageName that brings it
     */
    public static synchronized Optional<Path> find(String name, String packageName) {
        return installed(name).or(() -> {
            if ("root".equals(System.getProperty("user.name"))
                    && installed("apt-get").isPresent()) {
                install(packageName);
            }
            return installed(name);
        });
    }

    private static Optional<Path> installed(String name) {
        return Executables.find(name)
                .or(() -> Optional.of(Path.of("/usr/sbin", name)).filter(Files::isExecutable));
    }

    private static void install(String packageName) {
        // No init system may start what is installed.
        var command = List.of("apt-get", "install", "-y", "--no-install-recommends", packageName);
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(Map.of("DEBIAN_FRONTEND", "noninteractive", "RUNLEVEL", "1"));
            Process process = builder.start();
            if (!process.waitFor(INSTALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            throw new DevstackException("apt-get cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while installing " + packageName, e);
        }
    }
}
