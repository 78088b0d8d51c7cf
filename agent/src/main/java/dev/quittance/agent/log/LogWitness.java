package dev.quittance.agent.log;

import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.LogKey;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.ProofCheck;
import dev.quittance.transparency.Reception;
import dev.quittance.transparency.SignedNote;
import dev.quittance.transparency.TreeHash;
import dev.quittance.transparency.Witness;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Keeps the newest checkpoint of a signer's log that was seen and verified, and shows it to the signer when it connects. */
public final class LogWitness {
    private static final int OK = 200;
    private static final int CONFLICT = 409;

    private final SignerConnection signer;
    private final SeenLog seen;

    public LogWitness(SignerConnection signer, SeenLog seen) {
        this.signer = signer;
        this.seen = seen;
    }

    /**
     * Shows what was seen, and keeps what is answered.
     *
     * @return what is kept now; empty when the signer has no log, or says nothing of it now
     * @throws LogFaultException when the log is not to be believed, or the signer's database is not what it was: nothing
     *     should be asked of this signer then
     * @throws IOException when the state cannot be read or kept
     */
    public Optional<Anchor> present() throws IOException, InterruptedException, LogFaultException {
        return new Witness<>(seen, this::ask, () -> {}).present();
    }

    private Optional<Reception> ask(Presentation shown) throws IOException, InterruptedException, LogFaultException {
        HttpResponse<byte[]> answer;
        try {
            answer = signer.send(
                    "POST", Presentation.PATH, shown.toJson().toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Whoever then asks it to sign will hear that it cannot be reached.
            return Optional.empty();
        }
        try {
            if (answer.statusCode() == OK) {
                return Optional.of(Reception.fromJson(JsonObject.parse(answer.body())));
            }
            if (answer.statusCode() == CONFLICT) {
                throw contradiction(JsonObject.parse(answer.body()));
            }
            return Optional.empty();
        } catch (MalformedException e) {
            throw new IOException("the signer's checkpoint cannot be read", e);
        }
    }

    private static LogFaultException contradiction(JsonObject problem) {
        String code = problem.optionalText("code").orElse("");
        LogFault fault = code.equals(LogFault.ROLLED_BACK.code()) ? LogFault.ROLLED_BACK : LogFault.FORKED;
        return new LogFaultException(fault, problem.optionalText("detail").orElse("the signer says so itself"));
    }

    /**
     * The entry that permitted a signature, proved to be in the log.
     *
     * @param signature 65 bytes
     * @return the entry as it was hashed; empty when the signer knows of none
     * @throws LogFaultException when the proof does not show it, or the log does not go on from what was seen
     */
    public Optional<JsonObject> entryOf(byte[] signature) throws IOException, InterruptedException, LogFaultException {
        Bytes32 hash = Sha256.hash(signature);
        HttpResponse<byte[]> answer = signer.send("GET", "/v1/log/signatures/" + hash, new byte[0]);
        if (answer.statusCode() != OK) {
            return Optional.empty();
        }
        try {
            JsonObject proved = JsonObject.parse(answer.body());
            String entry = proved.text("entry");
            Checkpoint log = checkpoint(proved);
            ProofCheck.requireIncluded(
                    TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8)),
                    proved.longInteger("index"),
                    log,
                    proved.texts("proof").stream().map(Bytes32::parse).toList());
            JsonObject read = JsonObject.parse(entry);
            if (!read.optionalText("signature").equals(Optional.of(hash.toString()))) {
                throw new LogFaultException(LogFault.INCLUSION_WRONG, "the entry is that of another signature");
            }
            return Optional.of(read);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IOException("the signer's proof cannot be read", e);
        }
    }

    private static Checkpoint checkpoint(JsonObject proved) throws LogFaultException {
        String note = proved.text("checkpoint");
        LogKey key = LogKey.of(
                SignedNote.unverified(note).origin(), Base64.getDecoder().decode(proved.text("key")));
        return SignedNote.verified(note, key);
    }
}
