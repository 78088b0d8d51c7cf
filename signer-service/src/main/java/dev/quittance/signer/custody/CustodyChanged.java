package dev.quittance.signer.custody;

/**
 * A committed transaction changed what the policy decides by, other than what was spent. Fired synchronously: when it
 * returns, nothing is decided by the old policy any more.
 */
public record CustodyChanged() {}
