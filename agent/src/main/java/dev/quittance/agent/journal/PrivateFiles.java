package dev.quittance.agent.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Files that only their owner can read, replaced as a whole and on disk when a method returns. */
final class PrivateFiles {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFiles() {}

    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        if (!Files.getPosixFilePermissions(folder).equals(FOLDER)) {
            Files.setPosixFilePermissions(folder, FOLDER);
        }
    }

    static Optional<byte[]> read(Path file, int bytesMax) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new IOException("longer than " + bytesMax + " bytes: " + file);
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whoever reads the file, even after a power cut, finds the old content or the new one. */
    static void replace(Path file, String content, int bytesMax) throws IOException {
        byte[] bytes = content.getBytes(UTF_8);
        if (bytes.length > bytesMax) {
            throw new IOException("a record of " + bytes.length + " bytes is too long, " + bytesMax + " are allowed");
        }
        // One purchase has one writer, so one name does.
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try (var channel = FileChannel.open(draft, Set.of(CREATE, WRITE, TRUNCATE_EXISTING), FILE)) {
            var rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw new IOException(
                    "the purchase journal cannot be written: " + e.getMessage()
                            + "; free or add space on its disk, or put it elsewhere: " + file.getParent(),
                    e);
        }
        Files.move(draft, file, ATOMIC_MOVE);
        sync(file);
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        sync(file);
    }

    static FileTime modified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            // Another process has just removed it: it counts as old.
            return FileTime.fromMillis(0);
        }
    }

    /** A name is on disk only when its folder is. */
    private static void sync(Path file) throws IOException {
        try (var folder = FileChannel.open(file.resolveSibling("."), READ)) {
            folder.force(true);
        }
    }
}
