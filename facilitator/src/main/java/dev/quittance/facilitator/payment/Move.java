package dev.quittance.facilitator.payment;

import java.util.List;
import java.util.Optional;

/**
 * What happened to a payment, for the store to keep.
 *
 * @param before as it was locked
 * @param events in their order; empty when only the outcome sequence moved
 * @param outcomeSequence of the last outcome that was worked through
 * @param traceparent W3C trace context of the last of them
 */
public record Move(Payment before, List<PaymentEvent> events, long outcomeSequence, Optional<String> traceparent) {
    /** Copies the list. */
    public Move {
        events = List.copyOf(events);
    }
}
