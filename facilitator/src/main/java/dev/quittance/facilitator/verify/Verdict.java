package dev.quittance.facilitator.verify;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Payment;
import java.math.BigInteger;
import java.util.Optional;

/** What verification found. */
public sealed interface Verdict {
    /**
     * The payment would settle now.
     *
     * @param payment as it is to be settled; of amount 0 when nothing is
     * @param head number of the block at which that was so
     * @param balance of the payer at that block, in atomic units
     */
    record Valid(Payment payment, BigInteger head, BigInteger balance) implements Verdict {}

    /**
     * The payment would not settle.
     *
     * @param message the reason in words; never repeats the payload
     */
    record Invalid(ErrorReason reason, String message, Optional<Address> payer) implements Verdict {}
}
