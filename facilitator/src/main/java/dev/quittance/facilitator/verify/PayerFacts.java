package dev.quittance.facilitator.verify;

import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.Set;

/**
 * What the chain says of a payer at one block.
 *
 * @param balance in atomic units
 * @param used nonces that are spent
 */
public record PayerFacts(BigInteger balance, Set<Bytes32> used) {
    /** Copies the set. */
    public PayerFacts {
        used = Set.copyOf(used);
    }
}
