package dev.quittance.devstack.suite;

import dev.quittance.devstack.Child;
import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.ProcessMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The suite's child processes in a file, one a line, for {@code status} and for the start after a kill. */
final class Children {
    private final Path file;

    Children(SuiteFolder folder) {
        this.file = folder.run().resolve("children");
    }

    synchronized void add(Child child) {
        write(child.mark().toLine() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    List<ProcessMark> marks() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(ProcessMark::parse)
                            .flatMap(Optional::stream)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new DevstackException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Ends what a killed suite left behind; services, which were started last, first. */
    void endLeftovers() {
        marks().reversed().forEach(ProcessMark::end);
        clear();
    }

    void clear() {
        write("", StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private void write(String text, StandardOpenOption... options) {
        try {
            Files.writeString(file, text, options);
        } catch (IOException e) {
            throw new DevstackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
