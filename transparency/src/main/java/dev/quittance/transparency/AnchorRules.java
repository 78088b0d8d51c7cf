package dev.quittance.transparency;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a caller makes of the answer to its presentation. What it holds is only ever replaced by a log that begins with it, or
 * after an entry of the log that says that the log was restored to before it. Pure.
 */
public final class AnchorRules {
    private AnchorRules() {}

    /**
     * What is to be kept now.
     *
     * @param isRestored whether the log was restored, so that the caller has to tell its operator, and to present again
     */
    public record Judgement(Anchor anchor, boolean isRestored) {}

    /**
     * Judges an answer.
     *
     * @param held what was shown
     * @param origin the log's name; empty to take the one that is said at first
     * @throws LogFaultException when the log is not to be believed
     */
    public static Judgement judge(Optional<Anchor> held, Optional<String> origin, Reception answer)
            throws LogFaultException {
        Checkpoint newest = SignedNote.verified(answer.checkpoint(), key(held, origin, answer));
        if (held.isEmpty()) {
            return new Judgement(new Anchor(answer.checkpoint(), answer.restored()), false);
        }
        Anchor before = held.get();
        if (answer.restoration().isPresent()) {
            long index = restored(before, newest, answer.restoration().get());
            return new Judgement(new Anchor(answer.checkpoint(), OptionalLong.of(index)), true);
        }
        if (answer.restored().orElse(-1) < before.restored().orElse(-1)) {
            throw new LogFaultException(LogFault.ROLLED_BACK, "a restoration that was stated is not in the log");
        }
        ProofCheck.requireConsistent(before.checkpoint(), newest, answer.consistency());
        return new Judgement(new Anchor(answer.checkpoint(), answer.restored()), false);
    }

    private static LogKey key(Optional<Anchor> held, Optional<String> origin, Reception answer)
            throws LogFaultException {
        Checkpoint said = SignedNote.unverified(answer.checkpoint());
        String name = origin.orElse(held.isPresent() ? held.get().checkpoint().origin() : said.origin());
        try {
            return LogKey.of(name, Base64.getDecoder().decode(answer.key()));
        } catch (IllegalArgumentException | MalformedException e) {
            throw new LogFaultException(LogFault.CHECKPOINT_MALFORMED, "the key is no Ed25519 key in base64");
        }
    }

    /** The index of the statement, which is in the log and says that it was restored to before what was held. */
    private static long restored(Anchor before, Checkpoint newest, Reception.Restoration said)
            throws LogFaultException {
        ProofCheck.requireIncluded(
                TreeHash.leaf(said.entry().getBytes(StandardCharsets.UTF_8)), said.index(), newest, said.proof());
        try {
            JsonObject entry = JsonObject.parse(said.entry());
            long size = entry.text("kind").equals("restored") ? entry.longInteger("size") : -1;
            boolean isBefore = size >= 0
                    && size <= said.index()
                    && size < before.checkpoint().size();
            if (isBefore && said.index() > before.restored().orElse(-1)) {
                return said.index();
            }
        } catch (MalformedException e) {
            throw new LogFaultException(LogFault.RESTORATION_WRONG, "the entry is no statement of a restoration");
        }
        throw new LogFaultException(
                LogFault.RESTORATION_WRONG, "the entry is not about what was seen, or was known before");
    }
}
