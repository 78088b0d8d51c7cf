package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.policy.SpendFact;
import java.util.Optional;

/**
 * An entry as it is written.
 *
 * @param fact what was decided about
 * @param revision counts the bodies under one nonce, from 0
 * @param grant id of the grant that permitted it
 * @param signatureHash SHA-256 of the signature's 65 bytes; empty when the account's key does not open
 */
public record PermittedEntry(
        JournalEntry entry, SpendFact fact, int revision, String grant, Optional<Bytes32> signatureHash)
        implements Decided {}
