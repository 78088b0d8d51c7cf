package dev.quittance.gateway.delivery;

import dev.quittance.events.Event;
import dev.quittance.gateway.reservation.Particulars;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Says on {@code delivery.events} what became of a delivery. */
public final class Announcements {
    private static final String SOURCE = "/gateway";

    private final InstantSource clock;

    public Announcements(InstantSource clock) {
        this.clock = clock;
    }

    /** What a delivery event can say. */
    public enum Kind {
        /** Paid, and the answer is stored or went out. */
        COMPLETED,
        /** The upstream worked, the payment was refused: nothing was charged, nothing was given. */
        FAILED,
        /** Whether the upstream worked is not known. */
        UNKNOWN,
        /** Paid, and nothing was delivered. */
        REFUND_DUE
    }

    /**
     * The delivery that an event is about.
     *
     * @param sequence from 1 for each reservation
     * @param transaction of the settlement, if there is one
     */
    public record Subject(
            UUID reservationId,
            Particulars particulars,
            Optional<UUID> facilitatorPaymentId,
            Optional<String> transaction,
            long sequence) {

        /** The next event about this reservation. */
        public static Subject of(Reservation reservation) {
            return new Subject(
                    reservation.paymentId(),
                    reservation.particulars(),
                    reservation.facilitatorPaymentId(),
                    reservation.settlement().map(SettleResponse::transaction),
                    reservation.announced() + 1L);
        }
    }

    /**
     * The event, ready for the outbox.
     *
     * @param status of the upstream's answer
     * @param responseDigest SHA-256 of the answer's body, when all of it was seen
     */
    public Event of(Kind kind, Subject subject, Optional<Integer> status, Optional<Bytes32> responseDigest) {
        var facts = subject.particulars();
        var data = JsonObject.builder()
                .putText("paymentId", subject.facilitatorPaymentId().map(UUID::toString))
                .put("reservationId", subject.reservationId().toString())
                .put("tenant", facts.tenant())
                .put("route", facts.route())
                .put("requestDigest", facts.requestDigest().toString())
                .putText("challengeDigest", facts.challengeDigest().map(Bytes32::toString));
        status.ifPresent(code -> data.put("status", code));
        data.putText("responseDigest", responseDigest.map(Bytes32::toString))
                .putText("order", facts.order())
                .putText("identifier", facts.identifier())
                .putText("transaction", subject.transaction().filter(hash -> !hash.isEmpty()))
                .put("amount", facts.amount().toString())
                .put("asset", facts.authorization().token().toString())
                .put("network", facts.network())
                .put("payer", facts.authorization().payer().toString())
                .put("payTo", facts.payTo().toString());
        return new Event(
                UUID.randomUUID(),
                SOURCE,
                "quittance.delivery." + kind.name().toLowerCase(Locale.ROOT),
                subject.facilitatorPaymentId().orElse(subject.reservationId()).toString(),
                subject.sequence(),
                clock.instant(),
                Optional.empty(),
                data.build().toString());
    }
}
