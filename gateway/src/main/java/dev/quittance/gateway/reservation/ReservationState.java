package dev.quittance.gateway.reservation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The life of a reservation in the upfront flow: settled first, served then. */
public enum ReservationState {
    /** The authorization is bound; nobody was asked to settle it. */
    RESERVED,
    /** The facilitator was asked, its answer is not known. */
    SETTLING,
    /** The money moved; the upstream works, or was cut off and may be asked again. */
    EXECUTING,
    /** The upstream's answer went out. */
    DONE,
    /** Whether the upstream did its work is not known, and it must not be asked twice: for a person, or a refund. */
    UNKNOWN,
    /** The money moved and the upstream failed. */
    REFUND_DUE;

    /** What happens to a reservation. */
    public enum Event {
        SETTLE_ASKED,
        SETTLED,
        RESUMED,
        DELIVERED,
        CUT_OFF,
        UPSTREAM_FAILED
    }

    private static final Map<ReservationState, Map<Event, ReservationState>> TRANSITIONS =
            new EnumMap<>(Map.<ReservationState, Map<Event, ReservationState>>of(
                    RESERVED, Map.of(Event.SETTLE_ASKED, SETTLING),
                    SETTLING, Map.of(Event.SETTLE_ASKED, SETTLING, Event.SETTLED, EXECUTING),
                    EXECUTING,
                            Map.of(
                                    Event.RESUMED, EXECUTING,
                                    Event.DELIVERED, DONE,
                                    Event.CUT_OFF, UNKNOWN,
                                    Event.UPSTREAM_FAILED, REFUND_DUE),
                    DONE, Map.of(),
                    UNKNOWN, Map.of(),
                    REFUND_DUE, Map.of()));

    /** The state after an event, or nothing when the event cannot happen here. */
    public Optional<ReservationState> after(Event event) {
        return Optional.ofNullable(TRANSITIONS.getOrDefault(this, Map.of()).get(event));
    }

    /** Whether a refusal by the facilitator may free the authorization: only before the money moved. */
    public boolean canBeFreed() {
        return this == RESERVED || this == SETTLING;
    }
}
