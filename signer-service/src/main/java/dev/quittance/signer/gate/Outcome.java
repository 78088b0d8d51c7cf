package dev.quittance.signer.gate;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.Denial;

/** What the gate says to a request. */
sealed interface Outcome {
    /** May be signed. */
    record Permitted(Permission permission) implements Outcome {}

    /** The policy denies it. */
    record Denied(Denial denial, Bytes32 fingerprint) implements Outcome {}

    /** Another request has the nonce. */
    record Taken(String code) implements Outcome {}

    /** Refused by the surface; the token is spent and the refusal journaled. */
    record Noted() implements Outcome {}

    /** The token was used before. */
    record Replayed() implements Outcome {}
}
