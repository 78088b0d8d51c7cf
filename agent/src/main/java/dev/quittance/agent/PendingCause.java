package dev.quittance.agent;

/** Why the outcome of a payment that was sent is unknown, or known and without an answer. */
public enum PendingCause {
    /** The server says that the settlement has no known outcome yet, or that it cannot serve right now. */
    SETTLEMENT_PENDING,
    /** The connection broke or timed out before an answer came. */
    CONNECTION_LOST,
    /** The server answered without a PAYMENT-RESPONSE, or with one that cannot be read. */
    NO_RECEIPT,
    /** PAYMENT-RESPONSE tells of a payment with another network, amount or payer. */
    RECEIPT_MISMATCH,
    /** The nonce, which nobody else knows, was used: an earlier sending of this payment was settled. */
    NONCE_USED,
    /** The server says no, but an earlier sending may have been settled, and the authorization can still be. */
    REFUSED_AFTER_UNKNOWN,
    /** Paid and delivered before, and the server keeps the answer no longer. */
    ALREADY_DELIVERED,
    /** The calling thread was interrupted. */
    INTERRUPTED
}
