package dev.quittance.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A part's folder: a given one is kept, a temporary one goes with the part. */
public record Folder(Path path, boolean temporary) implements AutoCloseable {
    /** A given folder, made if it is missing, or a new temporary one. */
    static Folder of(String part, Optional<Path> given) {
        try {
            if (given.isPresent()) {
                return new Folder(Files.createDirectories(given.get()).toAbsolutePath(), false);
            }
            var folder = new Folder(Files.createTempDirectory("quittance-" + part + "-"), true);
            Guard.ofThisJvm().removeAtEnd(folder.path());
            return folder;
        } catch (IOException e) {
            throw new DevstackException("no folder for the " + part + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (temporary) {
            delete(path);
        }
    }

    /** Removes a folder with all that is in it; what is gone already is no error. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.getLogger(Folder.class.getName()).log(System.Logger.Level.DEBUG, "left behind: {0}", folder);
        }
    }
}
