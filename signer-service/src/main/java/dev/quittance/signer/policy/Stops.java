package dev.quittance.signer.policy;

import java.util.Set;

/**
 * What was stopped and not resumed; a stop wins over every grant.
 *
 * @param all whether nothing at all is signed
 * @param principals names of principals for whom nothing is signed
 * @param accounts names of accounts that sign nothing
 */
public record Stops(boolean all, Set<String> principals, Set<String> accounts) {
    /** Nothing is stopped. */
    public static final Stops NONE = new Stops(false, Set.of(), Set.of());

    /** Copies the sets. */
    public Stops {
        principals = Set.copyOf(principals);
        accounts = Set.copyOf(accounts);
    }
}
