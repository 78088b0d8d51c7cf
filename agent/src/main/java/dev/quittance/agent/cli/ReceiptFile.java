package dev.quittance.agent.cli;

import dev.quittance.agent.AgentEnvironment;
import dev.quittance.agent.AgentLimits;
import dev.quittance.agent.PurchaseOutcome;
import dev.quittance.agent.Receipts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the quittance of a paid answer to a file. */
final class ReceiptFile {
    private final Path file;
    private final PrintWriter err;

    ReceiptFile(Path file, PrintWriter err) {
        this.file = file;
        this.err = err;
    }

    /**
     * Says so when the server gives none: the answer is worth more than its receipt.
     *
     * @throws UncheckedIOException when the file cannot be written
     */
    void write(PurchaseOutcome.Paid paid) {
        try {
            var quittance = new Receipts(AgentEnvironment.system(), AgentLimits.DEFAULTS).of(paid);
            if (quittance.isPresent()) {
                Files.writeString(file, quittance.get() + "\n");
            } else {
                err.println("quittance pay: the server gives no quittance, " + file + " is not written");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the quittance cannot be written to " + file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
