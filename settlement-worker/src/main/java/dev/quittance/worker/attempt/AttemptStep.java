package dev.quittance.worker.attempt;

/** What may happen to an attempt. */
public enum AttemptStep {
    /** The signer refuses this body for good; the nonce is used up by an empty transaction instead. */
    ABANDONED,
    /** The signer's bytes were checked and stored. */
    SIGNED,
    /** A node took the bytes, or had them. */
    SENT,
    /** A block holds the transaction. */
    INCLUDED,
    /** The block that held the transaction is no longer part of the chain. */
    REORGED,
    /** The block that holds the transaction is final. */
    FINALIZED,
    /** At the finalized head another transaction has used the nonce. */
    NONCE_TAKEN
}
