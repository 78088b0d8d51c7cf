package dev.quittance.facilitator.payment;

/** Where a payment stands. The names are stored; they are never changed. */
public enum PaymentState {
    /** Before the first event; never stored in a payment. */
    NEW,
    /** The authorization is bound to its caller and digest. */
    RESERVED,
    /** The settlement was requested; no transaction is known to be out. */
    SUBMITTING,
    /** A signed transaction is out. */
    BROADCAST,
    /** The transfer stands in a block. */
    INCLUDED,
    /** The block is at or below the chain's safe head. */
    SAFE,
    /** The block is at or below the chain's finalized head. */
    FINALIZED,
    /** The block is no longer part of the chain. */
    REORGED,
    /** Refused before submission; the authorization is free again. */
    REJECTED,
    /** Refused by policy before submission; the authorization is free again. */
    BLOCKED,
    /** Proved to be impossible. */
    FAILED,
    /** Answered as settled, then undone by a reorganisation and proved to be impossible. */
    LOST
}
