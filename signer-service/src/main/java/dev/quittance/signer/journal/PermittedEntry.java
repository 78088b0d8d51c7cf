package dev.quittance.signer.journal;

/**
 * An entry as it is written.
 *
 * @param revision counts the bodies under one nonce, from 0
 * @param grant id of the grant that permitted it
 */
public record PermittedEntry(JournalEntry entry, int revision, String grant) {}
