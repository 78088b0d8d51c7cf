package dev.quittance.facilitator.payment;

import dev.quittance.events.Event;
import dev.quittance.protocol.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What the other services are told of a payment, one event for each of its own; the sequence is the payment's version. */
final class Announcement {
    private static final String SOURCE = "/facilitator/payments";
    private static final String TYPE_PREFIX = "quittance.payment.";

    private Announcement() {}

    /** The event that says what happened, and how the payment stands after it. */
    static Event of(Payment after, PaymentEvent event, Instant time, Optional<String> traceparent) {
        return new Event(
                UUID.randomUUID(),
                SOURCE,
                TYPE_PREFIX + event.type().stored(),
                after.terms().id().toString(),
                after.version(),
                time,
                traceparent,
                data(after, event).toString());
    }

    private static JsonObject data(Payment payment, PaymentEvent event) {
        PaymentTerms terms = payment.terms();
        AuthorizationKey key = terms.authorization();
        var json = JsonObject.builder()
                .put("paymentId", terms.id().toString())
                .put("caller", terms.caller())
                .put("network", terms.network())
                .put("asset", key.token().toString())
                .put("payer", key.payer().toString())
                .put("payTo", terms.payee().toString())
                .put("nonce", key.nonce().toString())
                .put("amount", terms.amount().toString())
                .put("state", payment.state().name())
                .putText("reason", reason(event))
                .putText("transaction", payment.transaction().map(Object::toString));
        payment.inclusion()
                .ifPresent(place -> json.put("blockNumber", place.blockNumber().toString())
                        .put("blockHash", place.blockHash().toString())
                        .put("logIndex", Long.toString(place.logIndex())));
        return json.putObject("metadata", terms.metadata()).build();
    }

    private static Optional<String> reason(PaymentEvent event) {
        return switch (event) {
            case PaymentEvent.Rejected e -> Optional.of(e.reason());
            case PaymentEvent.Blocked e -> Optional.of(e.reason());
            case PaymentEvent.Failed e -> Optional.of(e.reason());
            case PaymentEvent.Lost e -> Optional.of(e.reason());
            case PaymentEvent.Reserved _,
                    PaymentEvent.Submitted _,
                    PaymentEvent.Broadcast _,
                    PaymentEvent.Included _,
                    PaymentEvent.Safe _,
                    PaymentEvent.Finalized _,
                    PaymentEvent.Reorged _ -> Optional.empty();
        };
    }
}
