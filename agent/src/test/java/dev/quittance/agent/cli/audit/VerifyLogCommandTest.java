package dev.quittance.agent.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.LogAuthor;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.TreeHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyLogCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final LogAuthor author = new LogAuthor();
    private final List<String> entries = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void fill() {
        entries.add("{\"at\":1,\"deniedBefore\":0,\"kind\":\"began\",\"permittedBefore\":0,\"v\":1}");
        for (int i = 0; i < 50; i++) {
            entries.add("{\"at\":" + i + ",\"kind\":\"" + (i % 5 == 0 ? "denied" : "permitted") + "\",\"v\":1}");
        }
    }

    @Test
    void tellsThatALogHolds() throws IOException {
        Path log = write(entries, checkpoint());

        assertThat(run(log, author)).as(out.toString() + err).isZero();
        assertThat(out.toString()).contains("entries      51", "denied       10", "permitted    40", "The log holds.");
    }

    @Test
    void looksAtNoMoreThanTheCheckpointCovers() throws IOException {
        Checkpoint before = checkpoint();
        entries.add("{\"kind\":\"denied\",\"v\":1}");

        assertThat(run(write(entries, before), author)).isZero();
    }

    @Test
    void refusesEntriesThatAreNotTheCheckpoints() throws IOException {
        Checkpoint checkpoint = checkpoint();
        refuses(changed(20, entries.get(20).replace("\"at\":19", "\"at\":18")), checkpoint, "log_entry_wrong");
        refuses(changed(20, entries.get(20) + " "), checkpoint, "log_entry_wrong");
        refuses(changed(20, entries.get(20).replace("\"v\":1", "\"v\":2")), checkpoint, "no known kind");
        refuses(changed(20, entries.get(0)), checkpoint, "no known kind");
        refuses(changed(20, "{\"v\":1,\"v\":1}"), checkpoint, "log_entry_wrong");
        refuses(changed(20, ""), checkpoint, "log_entry_wrong");
        refuses(entries.subList(0, 50), checkpoint, "there are 50 entries, the checkpoint has 51");
        refuses(entries.subList(1, 51), checkpoint, "no known kind");
        var swapped = new ArrayList<>(entries);
        swapped.set(3, entries.get(4));
        swapped.set(4, entries.get(3));
        refuses(swapped, checkpoint, "log_entry_wrong");
    }

    @Test
    void refusesACheckpointThatTheKeyHasNotSigned() throws IOException {
        Path log = write(entries, checkpoint());

        assertThat(run(log, new LogAuthor())).isEqualTo(VerifyLogCommand.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("checkpoint_unsigned");
        Path note = folder.resolve("log.checkpoint");
        Files.writeString(note, Files.readString(note).replace("\n51\n", "\n50\n"));
        assertThat(run(log, author)).isEqualTo(VerifyLogCommand.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("checkpoint_signature_wrong");
    }

    @Test
    void saysWhatCannotBeRead() throws IOException {
        assertThat(run(folder.resolve("nothing"), author)).isEqualTo(VerifyLogCommand.UNREADABLE);
        Path log = write(entries, checkpoint());
        assertThat(AuditCommand.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute("verify", log.toString(), "--key", "AAAA"))
                .isEqualTo(VerifyLogCommand.UNREADABLE);
    }

    private void refuses(List<String> log, Checkpoint checkpoint, String why) throws IOException {
        out.getBuffer().setLength(0);
        assertThat(run(write(log, checkpoint), author)).isEqualTo(VerifyLogCommand.DOES_NOT_HOLD);
        assertThat(out.toString()).contains(why);
    }

    private List<String> changed(int index, String entry) {
        var changed = new ArrayList<>(entries);
        changed.set(index, entry);
        return changed;
    }

    private Checkpoint checkpoint() {
        Frontier frontier = Frontier.empty();
        entries.forEach(entry -> frontier.append(TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8))));
        return new Checkpoint(LogAuthor.ORIGIN, frontier.size(), frontier.root());
    }

    private Path write(List<String> log, Checkpoint checkpoint) throws IOException {
        Path file = folder.resolve("log");
        Files.write(file, log);
        Files.writeString(folder.resolve("log.checkpoint"), author.note(checkpoint.size(), checkpoint.root()));
        return file;
    }

    private int run(Path log, LogAuthor by) {
        return AuditCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("verify", log.toString(), "--key", by.key());
    }
}
