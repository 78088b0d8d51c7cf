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
 * @param settings of the server, over those that the devstack chooses
 */
public record PostgresOptions(
        int port,
        Optional<Path> folder,
        Optional<Path> log,
        Map<String, String> passwords,
        Map<String, String> settings) {
    private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    public PostgresOptions {
        passwords = Map.copyOf(passwords);
        settings = Map.copyOf(settings);
        if (!passwords.values().stream().allMatch(PASSWORD.asMatchPredicate())) {
            throw new IllegalArgumentException("a password has letters, digits, - and _ only");
        }
    }

    /** A free port, nothing kept, and each role's name as its password: for tests. */
    public static PostgresOptions temporary() {
        return new PostgresOptions(0, Optional.empty(), Optional.empty(), Map.of(), Map.of());
    }

    /** Data in a folder. */
    public static PostgresOptions persistent(int port, Path folder, Path log, Map<String, String> passwords) {
        return new PostgresOptions(port, Optional.of(folder), Optional.of(log), passwords, Map.of());
    }

    /** The same with these settings of the server. */
    public PostgresOptions withSettings(Map<String, String> other) {
        return new PostgresOptions(port, folder, log, passwords, other);
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
