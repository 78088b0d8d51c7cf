package dev.quittance.signer.change;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A change and what became of it.
 *
 * @param narrowing whether it only takes permissions away
 * @param dueAt when it comes into force, once enough have agreed
 * @param failure why it could not be applied
 * @param approvers admins that have agreed, the proposer first
 */
record ProposedChange(
        UUID id,
        Change change,
        ChangeState state,
        boolean narrowing,
        String proposedBy,
        Instant proposedAt,
        Optional<Instant> dueAt,
        Optional<Instant> endedAt,
        Optional<String> failure,
        List<String> approvers) {

    static ProposedChange propose(UUID id, Change change, boolean narrowing, String admin, Instant now) {
        return new ProposedChange(
                id,
                change,
                ChangeState.PROPOSED,
                narrowing,
                admin,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(admin));
    }

    /** SHA-256 of the canonical {@code {id, change}}: what admins sign who agree. The id keeps an approval to one proposal. */
    Bytes32 fingerprint() {
        return JsonObject.builder()
                .put("id", id.toString())
                .put("change", ChangeDocument.write(change))
                .build()
                .sha256();
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("id", id.toString())
                .put("change", ChangeDocument.write(change))
                .put("fingerprint", fingerprint().toString())
                .put("state", state.text())
                .put("narrowing", narrowing)
                .put("proposedBy", proposedBy)
                .put("proposedAt", proposedAt.toString())
                .putTexts("approvedBy", approvers)
                .putText("dueAt", dueAt.map(Instant::toString))
                .putText("endedAt", endedAt.map(Instant::toString))
                .putText("failure", failure)
                .build();
    }
}
