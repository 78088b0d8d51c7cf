package dev.quittance.facilitator.payment;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The state machine's table: what may happen to a payment in each state. The schema holds the same table as a CHECK. */
final class Transitions {
    private static final Map<PaymentState, Set<EventType>> TABLE = new EnumMap<>(PaymentState.class);

    static {
        allow(PaymentState.NEW, EventType.RESERVED);
        allow(PaymentState.RESERVED, EventType.SUBMITTED, EventType.REJECTED, EventType.BLOCKED);
        // A third party may put the authorization on chain before our own transaction is out.
        allow(PaymentState.SUBMITTING, EventType.BROADCAST, EventType.INCLUDED, EventType.FAILED, EventType.LOST);
        // A replacement with higher fees is the same attempt under another hash.
        allow(PaymentState.BROADCAST, EventType.BROADCAST, EventType.INCLUDED, EventType.FAILED, EventType.LOST);
        allow(PaymentState.INCLUDED, EventType.SAFE, EventType.FINALIZED, EventType.REORGED);
        allow(PaymentState.SAFE, EventType.FINALIZED, EventType.REORGED);
        allow(PaymentState.REORGED, EventType.SUBMITTED);
        allow(PaymentState.FINALIZED);
        allow(PaymentState.REJECTED);
        allow(PaymentState.BLOCKED);
        allow(PaymentState.FAILED);
        allow(PaymentState.LOST);
    }

    private Transitions() {}

    static boolean allows(PaymentState state, EventType type) {
        return TABLE.getOrDefault(state, Set.of()).contains(type);
    }

    private static void allow(PaymentState state, EventType... types) {
        var allowed = EnumSet.noneOf(EventType.class);
        allowed.addAll(Set.of(types));
        TABLE.put(state, allowed);
    }
}
