package dev.quittance.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code postmaster.pid} in a data folder: the running server's pid in its first line, its data folder in the second. */
final class PostmasterFile {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private PostmasterFile() {}

    /** The server that runs on the data folder. A pid that another program got meanwhile is not taken for it. */
    static Optional<ProcessHandle> process(Path data) {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty()
                    ? Optional.empty()
                    : runningServer(lines.getFirst().strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<ProcessHandle> runningServer(String pid) {
        return pid.matches("[0-9]{1,10}")
                ? ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                : Optional.empty();
    }

    /** Ends the server that a killed run left behind, and removes the file if there is none. */
    static void endOrphan(Path data) {
        process(data).ifPresent(orphan -> Child.end(orphan, Guard.Signal.INT, LIMIT));
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new DevstackException("cannot remove a stale lock in " + data + ": " + e.getMessage(), e);
        }
    }
}
