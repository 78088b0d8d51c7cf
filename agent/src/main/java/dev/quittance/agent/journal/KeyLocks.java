package dev.quittance.agent.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One lock for each purchase, among all processes: a byte of one empty file, whose position is taken from the key. Nothing has
 * to be cleaned up, and the system lets go of what a dead process held.
 */
final class KeyLocks {
    // Never closed: POSIX drops all locks that a process has on a file when it closes any channel to it.
    private static final ConcurrentMap<Path, FileChannel> CHANNELS = new ConcurrentHashMap<>();

    // The first 62 of 256 bits are a position that every file system takes.
    private static final int DROPPED_BITS = 256 - 62;

    private final FileChannel channel;

    private KeyLocks(FileChannel channel) {
        this.channel = channel;
    }

    static KeyLocks in(Path folder) throws IOException {
        try {
            return new KeyLocks(CHANNELS.computeIfAbsent(folder.toRealPath().resolve("lock"), KeyLocks::open));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, Set.of(CREATE, WRITE), PrivateFiles.FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds a purchase until closed. */
    record Held(FileLock lock) implements AutoCloseable {
        @Override
        public void close() {
            try {
                lock.release();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Empty when somebody has it, in another process or in this one. */
    Optional<Held> tryLock(PurchaseKey key) throws IOException {
        long position = key.hash().toUnsigned().shiftRight(DROPPED_BITS).longValueExact();
        try {
            return Optional.ofNullable(channel.tryLock(position, 1, false)).map(Held::new);
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }
}
