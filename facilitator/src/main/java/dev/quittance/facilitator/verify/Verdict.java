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
     * @param limit how much of it payments with the same limit may take together, in atomic units; absent when all
     */
    record Valid(Payment payment, BigInteger head, BigInteger balance, Optional<BigInteger> limit) implements Verdict {
        /** What is there for this payment, whatever others take. */
        public BigInteger available() {
            return limit.map(balance::min).orElse(balance);
        }
    }

    /**
     * The payment would not settle.
     *
     * @param message the reason in words; never repeats the payload
     */
    record Invalid(ErrorReason reason, String message, Optional<Address> payer) implements Verdict {}
}
