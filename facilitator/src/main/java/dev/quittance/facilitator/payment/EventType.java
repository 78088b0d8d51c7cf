package dev.quittance.facilitator.payment;

import java.util.Locale;

/** What can happen to a payment, and the state it leads to. */
public enum EventType {
    RESERVED(PaymentState.RESERVED),
    SUBMITTED(PaymentState.SUBMITTING),
    BROADCAST(PaymentState.BROADCAST),
    INCLUDED(PaymentState.INCLUDED),
    SAFE(PaymentState.SAFE),
    FINALIZED(PaymentState.FINALIZED),
    REORGED(PaymentState.REORGED),
    REJECTED(PaymentState.REJECTED),
    BLOCKED(PaymentState.BLOCKED),
    FAILED(PaymentState.FAILED),
    LOST(PaymentState.LOST);

    private final PaymentState target;

    EventType(PaymentState target) {
        this.target = target;
    }

    PaymentState target() {
        return target;
    }

    /** The type as it stands in the event log. */
    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
