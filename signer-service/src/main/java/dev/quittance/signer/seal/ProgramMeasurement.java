package dev.quittance.signer.seal;

import dev.quittance.attestation.Measurement;
import dev.quittance.protocol.Hex;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;

/** Measures this process: its program's files, and the virtual machine with its flags. */
final class ProgramMeasurement {
    @Produces
    @Singleton
    Measurement measurement() {
        return new Measurement(digest(program()), digest(machine()), digest(List.of("configuration")));
    }

    private static List<String> program() {
        Path jar =
                Path.of(System.getProperty("java.class.path").split(":", -1)[0]).toAbsolutePath();
        Path folder = Files.isDirectory(jar) ? jar : Path.of("" + jar.getParent());
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> folder.relativize(file) + " " + digest(file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(Path file) {
        try {
            return Hex.encode(sha384().digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> machine() {
        var runtime = ManagementFactory.getRuntimeMXBean();
        return Stream.concat(Stream.of(runtime.getVmVersion()), runtime.getInputArguments().stream())
                .toList();
    }

    private static String digest(List<String> lines) {
        return Hex.encode(sha384().digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha384() {
        try {
            return MessageDigest.getInstance("SHA-384");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }
}
