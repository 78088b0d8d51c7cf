package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.journal.JournalEntry.Body;
import java.util.Optional;

/** An entry that stands under a nonce. */
record Standing(Bytes32 requestDigest, Bytes32 signingDigest, long validBefore, int revision, Optional<Body> body) {
    static Standing of(JournalEntry entry, int revision) {
        return new Standing(
                entry.requestDigest(),
                entry.signingDigest(),
                entry.transfer().map(JournalEntry.Transfer::validBefore).orElse(0L),
                revision,
                entry.body());
    }
}
