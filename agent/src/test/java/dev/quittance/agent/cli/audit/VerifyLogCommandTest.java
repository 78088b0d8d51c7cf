package dev.quittance.agent.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.LogKey;
import dev.quittance.transparency.SignedNote;
import dev.quittance.transparency.TreeHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyLogCommandTest {
    private static final String ORIGIN = "quittance-signer";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final KeyPair key = key();
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

        assertThat(run(log, key)).as(out.toString() + err).isZero();
        assertThat(out.toString()).contains("entries      51", "denied       10", "permitted    40", "The log holds.");
    }

    @Test
    void looksAtNoMoreThanTheCheckpointCovers() throws IOException {
        Checkpoint before = checkpoint();
        entries.add("{\"kind\":\"denied\",\"v\":1}");

        assertThat(run(write(entries, before), key)).isZero();
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

        assertThat(run(log, key())).isEqualTo(VerifyLogCommand.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("checkpoint_unsigned");
        Path note = folder.resolve("log.checkpoint");
        Files.writeString(note, Files.readString(note).replace("\n51\n", "\n50\n"));
        assertThat(run(log, key)).isEqualTo(VerifyLogCommand.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("checkpoint_signature_wrong");
    }

    @Test
    void saysWhatCannotBeRead() throws IOException {
        assertThat(run(folder.resolve("nothing"), key)).isEqualTo(VerifyLogCommand.UNREADABLE);
        Path log = write(entries, checkpoint());
        assertThat(AuditCommand.commandLine()
                        .setErr(new PrintWriter(err, true))
                        .execute("verify", log.toString(), "--key", "AAAA"))
                .isEqualTo(VerifyLogCommand.UNREADABLE);
    }

    private void refuses(List<String> log, Checkpoint checkpoint, String why) throws IOException {
        out.getBuffer().setLength(0);
        assertThat(run(write(log, checkpoint), key)).isEqualTo(VerifyLogCommand.DOES_NOT_HOLD);
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
        return new Checkpoint(ORIGIN, frontier.size(), frontier.root());
    }

    private Path write(List<String> log, Checkpoint checkpoint) throws IOException {
        Path file = folder.resolve("log");
        Files.write(file, log);
        LogKey name = LogKey.of(ORIGIN, key.getPublic().getEncoded());
        Files.writeString(folder.resolve("log.checkpoint"), SignedNote.of(checkpoint, name, this::sign));
        return file;
    }

    private int run(Path log, KeyPair by) {
        return AuditCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "verify",
                        log.toString(),
                        "--key",
                        Base64.getEncoder().encodeToString(by.getPublic().getEncoded()));
    }

    private static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
