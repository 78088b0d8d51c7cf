package dev.quittance.signer.policy;

import java.util.Set;

/**
 * An account as the policy sees it.
 *
 * @param name unique among all accounts in use; every key version of an account has it
 * @param principal whose it is
 * @param operations what its kind is for
 */
public record HeldAccount(String name, String principal, Set<Operation> operations, State state) {
    /** Copies the set. */
    public HeldAccount {
        operations = Set.copyOf(operations);
    }

    /** Whether its key may be used. */
    public enum State {
        ACTIVE,
        /** Its key was replaced, or the account closed: it signs nothing but what takes something back. */
        RETIRED
    }
}
