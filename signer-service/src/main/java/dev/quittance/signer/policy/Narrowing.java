package dev.quittance.signer.policy;

import java.util.List;
import java.util.Optional;

/** Tells changes that only take permissions away, which may happen at once, from all others. Pure. */
public final class Narrowing {
    private Narrowing() {}

    /** Whether putting a grant, in the place of the one with its id, takes permissions away and gives none. */
    public static boolean puts(List<Grant> before, Grant grant) {
        Optional<Grant> standing = named(before, grant.id());
        return standing.filter(grant::isWithin)
                .filter(old -> grant.hasScopeOf(old) || isLast(before, old))
                .isPresent();
    }

    /** Whether removing the grant of an id takes permissions away and gives none. */
    public static boolean removes(List<Grant> before, String id) {
        return named(before, id).map(old -> isLast(before, old)).orElse(true);
    }

    /**
     * Whether no later grant is asked when this one no longer answers: the first grant that fits decides, so one that covers
     * less lets a later and more generous one decide.
     */
    private static boolean isLast(List<Grant> grants, Grant grant) {
        return grants.stream()
                .filter(other -> other.principal().equals(grant.principal()) && other.operation() == grant.operation())
                .noneMatch(other -> other.id().compareTo(grant.id()) > 0);
    }

    private static Optional<Grant> named(List<Grant> grants, String id) {
        return grants.stream().filter(grant -> grant.id().equals(id)).findFirst();
    }
}
