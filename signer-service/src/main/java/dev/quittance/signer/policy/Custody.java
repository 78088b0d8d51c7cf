package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that the policy decides by, but what was spent, as of one moment.
 *
 * @param accounts by address; of rotated accounts the old addresses too
 * @param grants of each principal and operation, in the order in which they are tried
 * @param approvals who has agreed to the request of a fingerprint
 */
public record Custody(
        Stops stops,
        Map<Address, HeldAccount> accounts,
        Map<Grantee, List<Grant>> grants,
        Map<Bytes32, Set<String>> approvals) {
    /** Copies everything. */
    public Custody {
        accounts = Map.copyOf(accounts);
        grants = Map.copyOf(grants);
        approvals = Map.copyOf(approvals);
    }

    /** Who a list of grants is for, and what for. */
    public record Grantee(String principal, Operation operation) {}

    /** Puts all grants in their order. */
    public static Custody of(
            Stops stops, Map<Address, HeldAccount> accounts, List<Grant> grants, Map<Bytes32, Set<String>> approvals) {
        Map<Grantee, List<Grant>> ordered = grants.stream()
                .sorted(Comparator.comparing(Grant::id))
                .collect(Collectors.groupingBy(
                        grant -> new Grantee(grant.principal(), grant.operation()), Collectors.toUnmodifiableList()));
        return new Custody(stops, accounts, ordered, approvals);
    }

    List<Grant> grantsOf(String principal, Operation operation) {
        return grants.getOrDefault(new Grantee(principal, operation), List.of());
    }
}
