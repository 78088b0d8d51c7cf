package dev.quittance.facilitator.payment;

import dev.quittance.facilitator.gas.GasShortage;
import dev.quittance.protocol.Bytes32;
import dev.quittance.schemes.payment.Kind;
import java.util.List;

/** What became of a claim. */
public sealed interface Reservation {
    /** The authorization is bound: to the claimed payment, or to one that was there before. */
    record Bound(Payment payment) implements Reservation {}

    /** Too many payments wait for transactions of this payer's, or of payers; nothing was written. */
    record Crowded() implements Reservation {}

    /** Nobody pays the gas; nothing was written. */
    record Unsponsored(GasShortage shortage) implements Reservation {}

    /**
     * The payer's balance does not bear the amount beside what is reserved; nothing was written.
     *
     * @param live the reserved authorizations, oldest first, as many as are worth looking at
     */
    record Overdrawn(List<Live> live) implements Reservation {
        /** Copies the list. */
        public Overdrawn {
            live = List.copyOf(live);
        }
    }

    /** An authorization of the payer that is reserved. */
    record Live(Kind kind, Bytes32 nonce) {}
}
