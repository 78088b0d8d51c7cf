package dev.quittance.transparency;

import java.util.OptionalLong;

/**
 * What a caller keeps of a log: the newest checkpoint that it saw and verified.
 *
 * @param note the signed checkpoint
 * @param restored index of the newest statement of a restoration that the caller knows of
 */
public record Anchor(String note, OptionalLong restored) {
    /** The checkpoint, which was verified when it was kept. */
    public Checkpoint checkpoint() throws LogFaultException {
        return SignedNote.unverified(note);
    }
}
