package dev.quittance.schemes.payment;

import java.math.BigInteger;
import java.util.Optional;

/** What is to be said of a payment once the chain was asked: {@link Refusal} or that it settles. */
public sealed interface Judgement permits Judgement.Settles, Refusal {
    /**
     * It would settle now.
     *
     * @param payment as it is to be settled; of amount 0 when nothing is
     * @param balance of the payer, in atomic units
     * @param limit how much of it payments with the same limit may take together, in atomic units; absent when all
     */
    record Settles(Payment payment, BigInteger balance, Optional<BigInteger> limit) implements Judgement {}
}
