package dev.quittance.vitals;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that a setting names. Whatever is wrong with one ends the start in a line that names setting and file. */
public final class SecretFile {
    private SecretFile() {}

    /**
     * Reads the whole file.
     *
     * @param setting the property that names the file
     * @throws ConfigurationException when it is missing, cannot be read or holds nothing
     */
    public static byte[] bytes(Path file, String setting) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw unfit(file, setting, Files.exists(file) ? "cannot be read by this service's user" : "does not exist");
        }
        if (new String(content, StandardCharsets.ISO_8859_1).isBlank()) {
            throw unfit(file, setting, "is empty");
        }
        return content;
    }

    /**
     * The same, as UTF-8 text.
     *
     * @throws ConfigurationException when it is missing, cannot be read or holds nothing
     */
    public static String text(Path file, String setting) {
        return new String(bytes(file, setting), StandardCharsets.UTF_8);
    }

    /**
     * The same, as lines.
     *
     * @throws ConfigurationException when it is missing, cannot be read or holds nothing
     */
    public static List<String> lines(Path file, String setting) {
        return text(file, setting).lines().toList();
    }

    private static ConfigurationException unfit(Path file, String setting, String what) {
        return new ConfigurationException(
                "the file " + file + " " + what + "; put the secret there, or correct " + setting);
    }
}
