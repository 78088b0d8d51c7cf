package dev.quittance.signer.measurement;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** SHA-384 of files. */
final class Files384 {
    private static final int BUFFER = 1 << 16;

    private Files384() {}

    /**
     * Digests of all files below a folder, by their path in it, whatever links lead to them.
     *
     * @param wanted which of them, by that path
     */
    static SortedMap<String, byte[]> below(Path folder, Predicate<String> wanted) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        var digests = new TreeMap<String, byte[]>();
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            if (wanted.test(name)) {
                digests.put(name, digest(file));
            }
        }
        return digests;
    }

    static byte[] digest(Path file) throws IOException {
        MessageDigest digest = Register.sha384();
        byte[] buffer = new byte[BUFFER];
        try (InputStream input = Files.newInputStream(file)) {
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }
}
