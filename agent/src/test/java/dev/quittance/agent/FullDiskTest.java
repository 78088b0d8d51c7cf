package dev.quittance.agent;

import static dev.quittance.agent.Messages.asks;
import static dev.quittance.agent.Messages.offer;
import static dev.quittance.agent.Messages.serves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.agent.journal.FileJournal;
import dev.quittance.agent.journal.JournalLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a disk without room: a small file system of its own, which only root can mount. */
class FullDiskTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    private final FakeSigner signer = new FakeSigner();

    @Test
    void paysNothingThatItCannotRemember() throws Exception {
        mount();
        try (var gateway = new FakeGateway(asks(offer(1000)), asks(offer(1000)), serves("sunny"))) {
            // Given
            Path filler = disk.resolve("filler");
            fill(filler);

            // When, Then
            assertThatThrownBy(() -> buy(gateway))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("free or add space on its disk")
                    .hasMessageContaining(disk.toString());
            assertThat(signer.nonces).isEmpty();
            assertThat(gateway.payments()).isEmpty();

            // And when there is room again
            Files.delete(filler);
            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Paid.class);
            assertThat(signer.nonces).hasSize(1);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private PurchaseOutcome buy(FakeGateway gateway) throws Exception {
        var journal = FileJournal.in(disk.resolve("journal"), JournalLimits.DEFAULTS, InstantSource.system());
        return Clients.client(signer, journal, InstantSource.system(), new ArrayList<>(), new ArrayList<>())
                .buy(Clients.get(gateway.uri("/")), PriceLimit.parse("$0.01"));
    }

    private void fill(Path filler) throws IOException {
        Files.createDirectories(disk.resolve("journal"));
        // The folders of the journal take room themselves on some file systems.
        FileJournal.in(disk.resolve("journal"), JournalLimits.DEFAULTS, InstantSource.system());
        assertThatThrownBy(() -> Files.write(filler, new byte[1 << 20])).hasMessageContaining("No space left");
    }

    private void mount() throws IOException, InterruptedException {
        if (run("mount", "-t", "tmpfs", "-o", "size=64k", "quittance-full-disk", disk.toString()) != 0) {
            String reason = "a small file system cannot be mounted here: that takes root";
            System.err.println("SKIPPED: the journal on a full disk: " + reason);
            abort(reason);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
