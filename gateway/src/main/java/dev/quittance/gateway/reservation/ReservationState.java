package dev.quittance.gateway.reservation;

import dev.quittance.gateway.route.Flow;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The life of a reservation, in both flows. */
public enum ReservationState {
    /** The authorization is bound; nobody was asked to settle it. */
    RESERVED,
    /** The facilitator was asked, its answer is not known. */
    SETTLING,
    /** The money moved, not yet to the level that the route asks for. */
    CONFIRMING,
    /** The upstream works, or may be asked: after the payment in the upfront flow, before it in the authorization flow. */
    EXECUTING,
    /** The upstream's answer is stored and withheld until it is paid. */
    HELD,
    /** Paid, and the upstream's answer was stored or went out. */
    DONE,
    /** Whether the upstream did its work is not known, and it must not be asked twice: for a person, or a refund. */
    UNKNOWN,
    /** The money moved and the upstream failed, or was never asked. */
    REFUND_DUE;

    /** What happens to a reservation. */
    public enum Event {
        VERIFIED,
        SETTLE_ASKED,
        SETTLED,
        /** Settled, but not to the level that the route asks for. */
        SETTLED_BELOW,
        LEVEL_REACHED,
        RESUMED,
        /** The upstream answered; the answer is withheld. */
        ANSWERED,
        DELIVERED,
        CUT_OFF,
        UPSTREAM_FAILED,
        /** Nobody came for what was paid. */
        UNDELIVERED;

        /** The word in the log. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<Flow, Map<ReservationState, Map<Event, ReservationState>>> TRANSITIONS =
            new EnumMap<>(Map.<Flow, Map<ReservationState, Map<Event, ReservationState>>>of(
                    Flow.UPFRONT,
                            Map.of(
                                    RESERVED, Map.of(Event.SETTLE_ASKED, SETTLING),
                                    SETTLING,
                                            Map.of(
                                                    Event.SETTLE_ASKED, SETTLING,
                                                    Event.SETTLED, EXECUTING,
                                                    Event.SETTLED_BELOW, CONFIRMING),
                                    CONFIRMING, Map.of(Event.LEVEL_REACHED, EXECUTING, Event.UNDELIVERED, REFUND_DUE),
                                    EXECUTING,
                                            Map.of(
                                                    Event.RESUMED, EXECUTING,
                                                    Event.DELIVERED, DONE,
                                                    Event.CUT_OFF, UNKNOWN,
                                                    Event.UPSTREAM_FAILED, REFUND_DUE,
                                                    Event.UNDELIVERED, REFUND_DUE)),
                    Flow.AUTHORIZATION,
                            Map.of(
                                    RESERVED, Map.of(Event.VERIFIED, EXECUTING),
                                    EXECUTING,
                                            Map.of(
                                                    Event.RESUMED, EXECUTING,
                                                    Event.ANSWERED, HELD,
                                                    Event.CUT_OFF, UNKNOWN),
                                    HELD, Map.of(Event.SETTLE_ASKED, SETTLING),
                                    SETTLING,
                                            Map.of(
                                                    Event.SETTLE_ASKED, SETTLING,
                                                    Event.SETTLED, DONE,
                                                    Event.SETTLED_BELOW, CONFIRMING),
                                    CONFIRMING, Map.of(Event.LEVEL_REACHED, DONE))));

    /** The state after an event, or nothing when the event cannot happen here. */
    public Optional<ReservationState> after(Flow flow, Event event) {
        return Optional.ofNullable(TRANSITIONS
                .getOrDefault(flow, Map.of())
                .getOrDefault(this, Map.of())
                .get(event));
    }

    /** Whether the money has moved when a reservation stands here. */
    public boolean isPaid(Flow flow) {
        return switch (this) {
            case RESERVED, SETTLING, HELD -> false;
            case CONFIRMING, DONE, REFUND_DUE -> true;
            case EXECUTING, UNKNOWN -> flow == Flow.UPFRONT;
        };
    }

    /** Whether nothing happens any more. */
    public boolean isFinal() {
        return switch (this) {
            case DONE, UNKNOWN, REFUND_DUE -> true;
            case RESERVED, SETTLING, CONFIRMING, EXECUTING, HELD -> false;
        };
    }
}
