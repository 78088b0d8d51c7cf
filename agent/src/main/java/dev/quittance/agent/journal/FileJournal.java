package dev.quittance.agent.journal;

import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A journal in a folder that only its owner can enter: {@code open/} and {@code finished/} hold one file for each purchase.
 * Safe for several processes; a crash at any point leaves the state before or after each step, never between.
 */
public final class FileJournal implements PurchaseJournal {
    private final Path open;
    private final Path finished;
    private final KeyLocks locks;
    private final JournalLimits limits;
    private final InstantSource clock;

    private FileJournal(Path folder, JournalLimits limits, InstantSource clock) throws IOException {
        this.open = folder.resolve("open");
        this.finished = folder.resolve("finished");
        this.limits = limits;
        this.clock = clock;
        PrivateFiles.createFolder(folder);
        PrivateFiles.createFolder(open);
        PrivateFiles.createFolder(finished);
        this.locks = KeyLocks.in(folder);
    }

    /**
     * Opens the journal in a folder, which is made when missing.
     *
     * @throws IOException when the folder cannot be used
     */
    public static FileJournal in(Path folder, JournalLimits limits, InstantSource clock) throws IOException {
        return new FileJournal(folder.toAbsolutePath(), limits, clock);
    }

    @Override
    public Optional<PurchaseJournal.Entry> claim(PurchaseKey key) throws IOException {
        Optional<KeyLocks.Held> held = locks.tryLock(key);
        return held.map(lock -> new FileEntry(key, lock));
    }

    private void makeRoom(Path ours) throws IOException {
        Instant oldest = clock.instant().minus(limits.openLife());
        int others = 0;
        for (Path file : files(open)) {
            if (file.equals(ours)) {
                continue;
            }
            if (PrivateFiles.modified(file).compareTo(FileTime.from(oldest)) < 0) {
                Files.deleteIfExists(file);
            } else {
                others++;
            }
        }
        if (others >= limits.openMax()) {
            throw new IOException(others + " purchases are unfinished, no more are begun: see " + open);
        }
    }

    private void prune() throws IOException {
        List<Path> files = files(finished);
        int surplus = files.size() - limits.finishedMax();
        if (surplus > 0) {
            var ages = new ArrayList<Aged>();
            for (Path file : files) {
                ages.add(new Aged(file, PrivateFiles.modified(file)));
            }
            ages.sort(Comparator.comparing(Aged::modified));
            for (Aged aged : ages.subList(0, surplus)) {
                Files.deleteIfExists(aged.file());
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private record Aged(Path file, FileTime modified) {}

    private final class FileEntry implements PurchaseJournal.Entry {
        private final Path openFile;
        private final Path finishedFile;
        private final KeyLocks.Held lock;

        private FileEntry(PurchaseKey key, KeyLocks.Held lock) {
            this.openFile = open.resolve(key + ".json");
            this.finishedFile = finished.resolve(key + ".json");
            this.lock = lock;
        }

        @Override
        public Optional<PurchaseRecord.Open> open() throws IOException {
            Optional<byte[]> bytes = PrivateFiles.read(openFile, limits.recordBytesMax());
            try {
                return bytes.map(RecordForm::readOpen);
            } catch (MalformedException e) {
                throw unreadable(e);
            }
        }

        private IOException unreadable(MalformedException cause) {
            return new IOException(
                    "an earlier run of this purchase left a record that cannot be read, so that nobody can tell whether"
                            + " it was paid; find out, then remove " + openFile,
                    cause);
        }

        @Override
        public void write(PurchaseRecord.Open purchase) throws IOException {
            makeRoom(openFile);
            PrivateFiles.replace(openFile, RecordForm.write(purchase).toString(), limits.recordBytesMax());
        }

        @Override
        public void finish(PurchaseRecord.Finished purchase) throws IOException {
            if (open().filter(unfinished -> unfinished.nonce().equals(purchase.nonce()))
                    .isEmpty()) {
                return;
            }
            PrivateFiles.replace(finishedFile, RecordForm.write(purchase).toString(), limits.recordBytesMax());
            PrivateFiles.delete(openFile);
            prune();
        }

        @Override
        public void close() {
            lock.close();
        }
    }
}
