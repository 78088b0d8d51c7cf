package dev.quittance.signer.change;

import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.policy.Narrowing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When a change comes into force. Pure. */
final class ChangeRules {
    private final int quorum;
    private final Duration wideningDelay;
    private final Duration proposalLife;

    ChangeRules(int quorum, Duration wideningDelay, Duration proposalLife) {
        if (quorum < 1 || wideningDelay.isNegative() || !proposalLife.isPositive()) {
            throw new IllegalArgumentException("the quorum is at least 1, the delay not negative, the life positive");
        }
        this.quorum = quorum;
        this.wideningDelay = wideningDelay;
        this.proposalLife = proposalLife;
    }

    /** Whether a change only takes permissions away, so that one admin may have it at once. */
    static boolean isNarrowing(Change change, List<Grant> grants) {
        return switch (change) {
            case Change.RevokeKey _, Change.CloseAccount _, Change.Stop _ -> true;
            case Change.PutGrant(var grant) -> Narrowing.puts(grants, grant);
            case Change.RemoveGrant(var id) -> Narrowing.removes(grants, id);
            case Change.RegisterPrincipal _,
                    Change.AddKey _,
                    Change.CreateAccount _,
                    Change.RenameAccount _,
                    Change.RotateAccount _,
                    Change.ExportAccount _,
                    Change.ImportAccount _,
                    Change.Resume _,
                    Change.OpenRestored _ -> false;
        };
    }

    /**
     * Where an open change stands at a time.
     *
     * @param agreed admins that have agreed and still are admins with a key in force
     */
    Standing standing(ProposedChange change, int agreed, Instant now) {
        if (change.narrowing()) {
            return new Standing.Due();
        }
        if (agreed < quorum) {
            return now.isBefore(change.proposedAt().plus(proposalLife))
                    ? new Standing.Lacking(quorum - agreed)
                    : new Standing.Expired();
        }
        Instant due = change.dueAt().orElse(now.plus(wideningDelay));
        return now.isBefore(due) ? new Standing.Waiting(due) : new Standing.Due();
    }

    /** What there is to do with an open change. */
    sealed interface Standing {
        /** More admins have to agree. */
        record Lacking(int admins) implements Standing {}

        /** Nothing, until this time. */
        record Waiting(Instant due) implements Standing {}

        /** It is to be applied now. */
        record Due() implements Standing {}

        /** It is too old. */
        record Expired() implements Standing {}
    }
}
