package dev.quittance.facilitator.payment;

import dev.quittance.events.Event;
import dev.quittance.facilitator.gas.GasClaim;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/**
 * A payment that somebody wants reserved.
 *
 * @param request asks for its settlement; goes out when the payment is reserved
 * @param balance of the payer, in atomic units
 * @param spent nonces of the payer's authorizations that the balance already bears
 * @param preparing how many that wait for transactions of payers may be open; absent when this one waits for none
 * @param gas that it needs of this day's; absent when nothing limits it
 */
public record Claim(
        PaymentTerms terms,
        Event request,
        BigInteger balance,
        Set<Bytes32> spent,
        Optional<Preparing> preparing,
        Optional<GasClaim> gas) {
    /** Copies the set. */
    public Claim {
        spent = Set.copyOf(spent);
    }
}
