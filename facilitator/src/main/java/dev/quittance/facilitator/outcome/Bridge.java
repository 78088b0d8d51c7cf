package dev.quittance.facilitator.outcome;

import dev.quittance.facilitator.payment.Inclusion;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must have happened unheard when an outcome comes and those before it are lost. Each outcome names its whole proof, so
 * the shortest way to where it can follow leads to the same state as the one that was lost.
 */
final class Bridge {
    private Bridge() {}

    /** The events up to and with the outcome; empty when no way leads there. */
    static Optional<List<PaymentEvent>> to(Payment payment, Outcome outcome) {
        return outcome.eventsFor(payment)
                .filter(events -> payment.afterAll(events).isPresent())
                .or(() -> Optional.of(detour(payment, outcome))
                        .filter(events -> payment.afterAll(events).isPresent()));
    }

    private static List<PaymentEvent> detour(Payment payment, Outcome outcome) {
        var events = new ArrayList<PaymentEvent>();
        payment.inclusion()
                .ifPresent(_ -> events.addAll(List.of(new PaymentEvent.Reorged(), new PaymentEvent.Submitted())));
        switch (outcome) {
            case Outcome.Broadcast(var attempt, var transaction) ->
                events.add(new PaymentEvent.Broadcast(attempt, transaction));
            case Outcome.Included(var attempt, var inclusion, var _) ->
                events.add(new PaymentEvent.Included(attempt, inclusion));
            case Outcome.Safe(Inclusion inclusion) ->
                events.addAll(List.of(included(inclusion), new PaymentEvent.Safe()));
            case Outcome.Finalized(Inclusion inclusion) ->
                events.addAll(List.of(included(inclusion), new PaymentEvent.Finalized()));
            case Outcome.Reorged _ -> {
                // What is gone was never heard of: there is nothing to take back but what stood before it.
            }
            case Outcome.Failed(var reason, var transaction) ->
                events.add(payment.impossible(reason.wire(), transaction));
        }
        return events;
    }

    private static PaymentEvent included(Inclusion inclusion) {
        return new PaymentEvent.Included(Optional.empty(), inclusion);
    }
}
