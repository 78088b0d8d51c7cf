package dev.quittance.facilitator.payment;

import dev.quittance.events.Event;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.Set;

/**
 * A payment that somebody wants reserved.
 *
 * @param request asks for its settlement; goes out when the payment is reserved
 * @param balance of the payer, in atomic units
 * @param spent nonces of the payer's authorizations that the balance already bears
 */
public record Claim(PaymentTerms terms, Event request, BigInteger balance, Set<Bytes32> spent) {
    /** Copies the set. */
    public Claim {
        spent = Set.copyOf(spent);
    }
}
