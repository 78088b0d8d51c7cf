package dev.quittance.gateway.payment;

import dev.quittance.gateway.proof.SiwxProof;

/**
 * What an asker shows that never reaches a chain. The authorization itself opens nothing: after settlement anybody can read
 * it there.
 */
public sealed interface Key {

    /** The challenge id; compared by its digest, {@link dev.quittance.gateway.reservation.Claim#challengeDigest()}. */
    record Challenge() implements Key {}

    /** A fresh signature of the payer, already verified and the payer's own. */
    record Wallet(SiwxProof proof) implements Key {}

    /** Nothing: enough to start a payment, not enough to get its answer again. */
    record None() implements Key {}
}
