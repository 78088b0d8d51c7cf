package dev.quittance.signer.policy;

import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.Set;

/**
 * Who has to agree to large amounts.
 *
 * @param above amounts greater than this need it; atomic units
 * @param approvers names of the principals that may agree
 * @param quorum how many of them must, at least 1
 */
public record Consent(BigInteger above, Set<String> approvers, int quorum) {
    /**
     * Checks that the quorum can be met.
     *
     * @throws MalformedException when it cannot
     */
    public Consent {
        approvers = Set.copyOf(approvers);
        if (above.signum() < 0 || quorum < 1 || quorum > approvers.size()) {
            throw new MalformedException(
                    "an approval needs an amount, and a quorum of 1 to as many as there are approvers");
        }
    }

    /** Whether whatever this lets pass, the other lets pass too. */
    boolean isWithin(Consent other) {
        return above.compareTo(other.above) <= 0 && other.approvers.containsAll(approvers) && quorum >= other.quorum;
    }
}
