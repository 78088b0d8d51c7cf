package dev.quittance.signer.policy;

import dev.quittance.protocol.Address;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What admins say of the chains after a restoration: the journal may lack transactions of older accounts, so a nonce that the
 * chain has used already must not look free.
 *
 * @param restored relay accounts that are older than the last restoration
 * @param next the chain's next nonce of their lanes, as far as it was told
 */
public record ChainNonces(Set<Address> restored, Map<Lane, BigInteger> next) {
    /** Nothing was ever restored. */
    public static final ChainNonces NONE = new ChainNonces(Set.of(), Map.of());

    /** Copies both. */
    public ChainNonces {
        restored = Set.copyOf(restored);
        next = Map.copyOf(next);
    }

    /** What speaks against a transaction of the lane with this nonce, replacements and repeats included. */
    public Optional<Denial> refuse(Lane lane, BigInteger nonce) {
        if (!restored.contains(lane.account())) {
            return Optional.empty();
        }
        BigInteger least = next.get(lane);
        if (least == null) {
            return Optional.of(Denial.CHAIN_NONCE_UNKNOWN);
        }
        return nonce.compareTo(least) < 0 ? Optional.of(Denial.BELOW_CHAIN_NONCE) : Optional.empty();
    }
}
