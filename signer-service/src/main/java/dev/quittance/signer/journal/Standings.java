package dev.quittance.signer.journal;

import dev.quittance.signer.journal.JournalEntry.Body;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands under some nonces. A transaction may be replaced by a dearer one of the same body or by an empty one, a receipt
 * superseded by one that names it. For one thread, while nobody else writes the journal.
 */
public final class Standings {
    /** The newest last. */
    private final Map<NonceKey, List<Standing>> byNonce = new HashMap<>();

    void add(NonceKey nonce, Standing standing) {
        byNonce.computeIfAbsent(nonce, _ -> new ArrayList<>()).add(standing);
    }

    /** What may become of an entry. */
    public Recording judge(JournalEntry entry) {
        List<Standing> standing = byNonce.getOrDefault(entry.nonceKey(), List.of());
        Optional<Standing> same = standing.stream()
                .filter(each -> each.requestDigest().equals(entry.requestDigest()))
                .findFirst();
        if (same.isPresent()) {
            return new Recording.Repeated(same.get().signingDigest(), same.get().validBefore());
        }
        if (standing.isEmpty()) {
            return entry.body().map(Body::mayBeFirst).orElse(true) ? new Recording.Free(0) : new Recording.Taken();
        }
        Standing newest = standing.getLast();
        return mayFollow(entry, newest) ? new Recording.Free(newest.revision() + 1) : new Recording.Taken();
    }

    private static boolean mayFollow(JournalEntry entry, Standing newest) {
        return entry.body().isPresent()
                && newest.body()
                        .filter(body -> entry.body().get().mayFollow(body, newest.signingDigest()))
                        .isPresent();
    }

    /** Takes an entry in that was found free. */
    public void enter(JournalEntry entry, int revision) {
        add(entry.nonceKey(), Standing.of(entry, revision));
    }
}
