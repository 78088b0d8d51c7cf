package dev.quittance.facilitator.settle;

import dev.quittance.facilitator.payment.Answer;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import java.util.Optional;

/** How a call of {@code /settle} ends. */
sealed interface SettleOutcome {
    /** The outcome is known, and the answer is the one that every call gets. */
    record Known(Answer answer) implements SettleOutcome {}

    /** The payment holds, and nothing of it is taken: no settlement, and nothing reserved. */
    record Nothing(Address payer) implements SettleOutcome {}

    /** The payment would not settle; nothing was reserved. */
    record Refused(ErrorReason reason, String message, Optional<Address> payer) implements SettleOutcome {}

    /** The authorization belongs to a payment with other terms, or to another caller's. */
    record BoundElsewhere(Address payer) implements SettleOutcome {}

    /**
     * The outcome is not known yet.
     *
     * @param transaction hash of the live attempt, when one is out
     */
    record Pending(Address payer, Optional<Bytes32> transaction) implements SettleOutcome {}

    /** As many calls wait as may. */
    record Busy() implements SettleOutcome {}
}
