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

    /** The logs of a block above the accepted one show the transfer; the attempt is absent when a stranger sent it first. */
    record Proved(Optional<UUID> attemptId, Proof proof) implements SettlementStep {}

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
