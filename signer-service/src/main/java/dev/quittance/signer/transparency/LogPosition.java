package dev.quittance.signer.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.Denial;
import dev.quittance.transparency.Frontier;
import java.util.Optional;

/**
 * Where the log stands, for whoever appends to it.
 *
 * @param frontier never changed once it is here; whoever appends takes a copy
 * @param policy SHA-256 of the grants in force
 * @param restored the newest statement that the log goes on from a restored database
 * @param halted why nothing is signed, when a caller holds what this log cannot have given
 */
public record LogPosition(Frontier frontier, Bytes32 policy, Optional<Restored> restored, Optional<Denial> halted) {
    /** The position after what was appended. */
    public LogPosition after(Frontier appended) {
        return new LogPosition(appended, policy, restored, halted);
    }

    /**
     * A statement of a restoration.
     *
     * @param index of its entry
     * @param size up to where the log is what it was
     */
    public record Restored(long index, long size) {}
}
