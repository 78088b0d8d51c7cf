package dev.quittance.worker.settlement;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import java.util.Optional;
import java.util.UUID;

/** What may happen to a settlement. */
public sealed interface SettlementStep {
    /** A new attempt carries it. */
    record Allotted() implements SettlementStep {}

    /** A node has the attempt's transaction. */
    record Sent(UUID attemptId, Bytes32 transaction) implements SettlementStep {}

    /**
     * The logs of a block above the accepted one show the transfer; the attempt is absent when a stranger sent it first.
     *
     * @param gasUsed its part of the gas of our transaction, rounded up; absent when a stranger's it was
     */
    record Proved(Optional<UUID> attemptId, Proof proof, Optional<Long> gasUsed) implements SettlementStep {
        /** The same, with its part of the gas. */
        public Proved withGas(double gas) {
            return new Proved(attemptId, proof, Optional.of((long) Math.ceil(gas)));
        }
    }

    /** The block of the proof is at or below the safe head. */
    record Safe() implements SettlementStep {}

    /** The block of the proof is at or below the finalized head. */
    record Finalized() implements SettlementStep {}

    /** The block of the proof is no longer part of the chain. */
    record Reorged() implements SettlementStep {}

    /** At the finalized head, the attempt can no longer carry it, and did not. */
    record AttemptEnded() implements SettlementStep {}

    /** At the finalized head, the authorization can no longer move money for this settlement. */
    record Dead(ErrorReason reason, Optional<Bytes32> transaction) implements SettlementStep {}
}
