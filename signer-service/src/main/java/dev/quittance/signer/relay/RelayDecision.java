package dev.quittance.signer.relay;

import dev.quittance.evm.transaction.Eip1559Transaction;

/** What the rules say to a relay transaction. */
sealed interface RelayDecision {
    /** May be signed, and this is it. */
    record Permit(Eip1559Transaction transaction) implements RelayDecision {}

    /** May not. */
    record Refuse(RelayRefusal refusal) implements RelayDecision {}
}
