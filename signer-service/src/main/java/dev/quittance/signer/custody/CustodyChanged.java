package dev.quittance.signer.custody;

/**
 * A committed transaction changed what the policy decides by, other than what was spent. Fired synchronously: when it
 * returns, this signer decides nothing by the old policy any more; a standby decides nothing at all.
 */
public record CustodyChanged() {}
