package dev.quittance.facilitator.payment;

import java.util.List;

/**
 * What happened to a payment, for the store to keep.
 *
 * @param before as it was locked
 * @param events in their order; empty when only the outcome sequence moved
 * @param outcomeSequence of the last outcome that was worked through
 */
public record Move(Payment before, List<PaymentEvent> events, long outcomeSequence) {
    /** Copies the list. */
    public Move {
        events = List.copyOf(events);
    }
}
