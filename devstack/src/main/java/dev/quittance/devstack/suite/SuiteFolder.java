package dev.quittance.devstack.suite;

import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * Everything a suite keeps on disk.
 *
 * @param root the folder that holds it all
 */
public record SuiteFolder(Path root) {
    private static final int SECRET_BYTES = 32;

    public SuiteFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** The project's own, or the one that the system property {@code quittance.state} names. */
    public static SuiteFolder ofProject(Path project) {
        return new SuiteFolder(Optional.ofNullable(System.getProperty("quittance.state"))
                .map(Path::of)
                .orElse(project.resolve(".quittance")));
    }

    /** Makes the folders that are missing. */
    SuiteFolder create() {
        try {
            Files.createDirectories(state());
            Files.createDirectories(logs());
            Files.createDirectories(run());
            Files.createDirectories(secrets());
            Files.setPosixFilePermissions(secrets(), PosixFilePermissions.fromString("rwx------"));
            return this;
        } catch (IOException e) {
            throw new DevstackException("cannot write to " + root + ": " + e.getMessage(), e);
        }
    }

    /** Data of PostgreSQL, broker and chain, which belong together. */
    public Path state() {
        return root.resolve("state");
    }

    public Path secrets() {
        return root.resolve("secrets");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** Pids and the lock of the suite that runs. */
    public Path run() {
        return root.resolve("run");
    }

    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** A random secret of 256 bits as URL-safe text, made at the first call and kept in a file for the owner alone. */
    public String secret(String name) {
        Path file = secrets().resolve(name);
        try {
            if (Files.exists(file)) {
                return Files.readString(file);
            }
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            Path next = secrets().resolve(name + ".next");
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, text);
            Files.move(next, file);
            return text;
        } catch (IOException e) {
            throw new DevstackException("cannot keep secrets in " + secrets() + ": " + e.getMessage(), e);
        }
    }

    /** Forgets all data. Secrets stay: they fit the next state as well. */
    void wipeState() {
        Folder.delete(state());
        create();
    }

    /** Forgets data and secrets. */
    void wipe() {
        Folder.delete(state());
        Folder.delete(secrets());
    }
}
