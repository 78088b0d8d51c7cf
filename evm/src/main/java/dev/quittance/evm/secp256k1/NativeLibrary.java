package dev.quittance.evm.secp256k1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Finds the shared library for this machine on the class path and maps it into the process. */
@SuppressWarnings("restricted") // mapping native code is what this class is for
final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Maps the library for the life of the process.
     *
     * @throws UnsupportedOperationException when there is no library for this operating system and processor
     */
    static SymbolLookup load(String operatingSystem, String processor) {
        String resource =
                "/fr/acinq/secp256k1/jni/native/linux-" + resourceProcessor(processor) + "/libsecp256k1-jni.so";
        boolean linux = operatingSystem.toLowerCase(Locale.ROOT).startsWith("linux");
        try (InputStream library = linux ? NativeLibrary.class.getResourceAsStream(resource) : null) {
            if (library == null) {
                throw new UnsupportedOperationException(
                        "native libsecp256k1 is packaged for Linux on x86_64 and aarch64 only; this machine is "
                                + operatingSystem + " on " + processor);
            }
            return map(library);
        } catch (IOException e) {
            throw new UncheckedIOException("native libsecp256k1 could not be written to the temporary directory", e);
        }
    }

    private static String resourceProcessor(String processor) {
        return switch (processor) {
            case "amd64", "x86_64" -> "x86_64";
            case "arm64", "aarch64" -> "aarch64";
            default -> "none";
        };
    }

    private static SymbolLookup map(InputStream library) throws IOException {
        // Only the owner may write to a fresh temporary file, so nobody swaps the code between copy and load.
        Path file = Files.createTempFile("libsecp256k1", ".so");
        try {
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            return SymbolLookup.libraryLookup(file, Arena.global());
        } finally {
            // Linux keeps the mapping after the name is gone; nothing is left behind, even after a kill.
            Files.deleteIfExists(file);
        }
    }
}
