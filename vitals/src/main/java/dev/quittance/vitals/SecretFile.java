package dev.quittance.vitals;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that a setting names. Whatever is wrong with one ends the start in a line that names setting and file. */
public final class SecretFile {
    private SecretFile() {}

    /**
     * Reads the whole file into one array and nothing else, so that whoever wipes that has wiped the secret from the heap.
     *
     * @param setting the property that names the file
     * @throws ConfigurationException when it is missing, cannot be read or holds nothing
     */
    public static byte[] bytes(Path file, String setting) {
        byte[] content;
        // Files would read through a buffer that lives as long as the thread.
        try (var in = new FileInputStream(file.toFile())) {
            content = in.readAllBytes();
        } catch (IOException e) {
            throw unfit(file, setting, Files.exists(file) ? "cannot be read by this service's user" : "does not exist");
        }
        if (isBlank(content)) {
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

    private static boolean isBlank(byte[] content) {
        for (byte each : content) {
            if (!Character.isWhitespace(each)) {
                return false;
            }
        }
        return true;
    }

    private static ConfigurationException unfit(Path file, String setting, String what) {
        return new ConfigurationException(
                "the file " + file + " " + what + "; put the secret there, or correct " + setting);
    }
}
