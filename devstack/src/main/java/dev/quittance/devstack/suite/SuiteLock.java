package dev.quittance.devstack.suite;

import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.ProcessMark;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** One suite per folder. The operating system lets the lock go when its holder ends, however it ends. */
final class SuiteLock implements AutoCloseable {
    /**
     * Who holds the lock.
     *
     * @param shift of its ports
     */
    record Holder(ProcessMark process, int shift) {}

    private final SuiteFolder folder;
    private final FileChannel channel;

    private SuiteLock(SuiteFolder folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** @throws DevstackException when another suite runs in the folder; the message says which */
    static SuiteLock acquire(SuiteFolder folder, SuitePorts ports) {
        try {
            var lock = tryAcquire(folder)
                    .orElseThrow(() -> new DevstackException("a suite already runs in " + folder.root() + " ("
                            + holder(folder).map(SuiteLock::describe).orElse("just starting")
                            + "); stop it with ./quittance down"));
            Files.writeString(
                    holderFile(folder), ProcessMark.ofThisJvm("suite").toLine() + "\n" + ports.shift() + "\n");
            return lock;
        } catch (IOException e) {
            throw new DevstackException("cannot lock " + folder.root() + ": " + e.getMessage(), e);
        }
    }

    static Optional<SuiteLock> tryAcquire(SuiteFolder folder) throws IOException {
        var channel =
                FileChannel.open(folder.run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new SuiteLock(folder, channel));
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very JVM: refused like any other holder.
        }
        channel.close();
        return Optional.empty();
    }

    /** The running suite's supervisor. */
    static Optional<Holder> holder(SuiteFolder folder) {
        try {
            List<String> lines = Files.exists(holderFile(folder)) ? Files.readAllLines(holderFile(folder)) : List.of();
            return lines.size() < 2
                    ? Optional.empty()
                    : ProcessMark.parse(lines.get(0))
                            .filter(mark -> mark.running().isPresent())
                            .map(mark -> new Holder(
                                    mark, Integer.parseInt(lines.get(1).strip())));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String describe(Holder holder) {
        return "pid " + holder.process().pid() + ", gateway on port " + new SuitePorts(holder.shift()).gateway();
    }

    private static Path holderFile(SuiteFolder folder) {
        return folder.run().resolve("suite");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(holderFile(folder));
            channel.close();
        } catch (IOException e) {
            throw new DevstackException("cannot let go of a lock: " + e.getMessage(), e);
        }
    }
}
