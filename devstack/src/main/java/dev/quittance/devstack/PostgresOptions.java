package dev.quittance.devstack;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How PostgreSQL runs.
 *
 * @param port on 127.0.0.1; 0 picks a free one
 * @param folder for the data; empty keeps nothing
 * @param log appended to; empty puts it into the folder
 * @param passwords of the roles and of the superuser {@code postgres}; letters, digits, - and _ only
 */
public record PostgresOptions(int port, Optional<Path> folder, Optional<Path> log, Map<String, String> passwords) {
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    public PostgresOptions {
        passwords = Map.copyOf(passwords);
        if (!passwords.values().stream().allMatch(PASSWORD.asMatchPredicate())) {
            throw new IllegalArgumentException("a password has letters, digits, - and _ only");
        }
    }

    /** A free port, nothing kept, and each role's name as its password: for tests. */
    public static PostgresOptions temporary() {
        return new PostgresOptions(0, Optional.empty(), Optional.empty(), Map.of());
    }

    /** Data in a folder. */
    public static PostgresOptions persistent(int port, Path folder, Path log, Map<String, String> passwords) {
        return new PostgresOptions(port, Optional.of(folder), Optional.of(log), passwords);
    }

    String password(String role) {
        return passwords.getOrDefault(role, role);
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "PostgresOptions[port=" + port + ", folder=" + folder + "]";
    }
}
