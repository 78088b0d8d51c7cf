package dev.quittance.signer.policy;

import java.util.Optional;

/** What the policy says to a spend. */
public sealed interface Decision {
    /** May be signed, and counts against this grant's budgets. */
    record Permit(Grant grant) implements Decision {}

    /**
     * May not.
     *
     * @param grant the one that denied, or whose scope came closest
     */
    record Deny(Denial denial, Optional<String> grant) implements Decision {}
}
