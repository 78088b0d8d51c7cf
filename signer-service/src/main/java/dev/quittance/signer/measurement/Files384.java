package dev.quittance.signer.measurement;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** SHA-384 of files; of one that is asked for twice, it is taken once. */
final class Files384 {
    private static final int BUFFER = 1 << 16;

    private final Map<Path, byte[]> taken = new ConcurrentHashMap<>();

    /**
     * Digests of all files below a folder, by their path in it, whatever links lead to them.
     *
     * @param wanted which of them, by that path
     */
    SortedMap<String, byte[]> below(Path folder, Predicate<String> wanted) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> wanted.test(folder.relativize(file).toString()))
                    .toList();
        }
        var digests = new TreeMap<String, byte[]>();
        takeAll(files);
        for (Path file : files) {
            digests.put(folder.relativize(file).toString(), digest(file));
        }
        return digests;
    }

    /** On all processors: a start waits for it. */
    private void takeAll(List<Path> files) throws IOException {
        try {
            files.parallelStream().forEach(file -> {
                try {
                    digest(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    byte[] digest(Path file) throws IOException {
        Path real = file.toRealPath();
        byte[] known = taken.get(real);
        if (known != null) {
            return known;
        }
        byte[] digest = read(real);
        taken.put(real, digest);
        return digest;
    }

    private static byte[] read(Path file) throws IOException {
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
