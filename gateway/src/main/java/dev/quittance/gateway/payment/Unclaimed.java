package dev.quittance.gateway.payment;

import dev.quittance.events.Event;
import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.Announcements.Kind;
import dev.quittance.gateway.delivery.Announcements.Subject;
import dev.quittance.gateway.reservation.Ending;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.ProgressStore;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.route.Flow;
import java.util.Optional;

/** What becomes of a reservation that nobody came back for: without the request the upstream cannot be asked. */
final class Unclaimed {
    private final ReservationStore store;
    private final ProgressStore progress;
    private final Announcements announcements;
    private final Steps steps;

    Unclaimed(ReservationStore store, ProgressStore progress, Announcements announcements, Steps steps) {
        this.store = store;
        this.progress = progress;
        this.announcements = announcements;
        this.steps = steps;
    }

    /** Ends it under a lease of its own, unless somebody came after all. */
    void end(Reservation reservation) throws InterruptedException {
        var flow = reservation.terms().flow();
        if (reservation.state() == ReservationState.CONFIRMING && !steps.hasBecomeFirm(reservation)) {
            return;
        }
        var taken = store.takeOver(reservation.paymentId(), reservation.state());
        if (taken.isEmpty()) {
            return;
        }
        switch (flow) {
            case UPFRONT -> endPaid(reservation, taken.get());
            case AUTHORIZATION -> endUnpaid(reservation, taken.get());
        }
    }

    private void endPaid(Reservation reservation, Lease lease) {
        boolean mayHaveWorked =
                reservation.executions() > 0 && !reservation.terms().idempotent();
        if (reservation.state() == ReservationState.EXECUTING
                && reservation.upstreamStatus().isPresent()) {
            // An answer that flowed until its client left, who never wanted the rest.
            finish(reservation, lease, ReservationState.Event.DELIVERED, Kind.COMPLETED);
        } else if (reservation.state() == ReservationState.EXECUTING && mayHaveWorked) {
            finish(reservation, lease, ReservationState.Event.CUT_OFF, Kind.UNKNOWN);
        } else {
            finish(reservation, lease, ReservationState.Event.UNDELIVERED, Kind.REFUND_DUE);
        }
    }

    private void endUnpaid(Reservation reservation, Lease lease) {
        if (reservation.state() == ReservationState.CONFIRMING) {
            progress.levelReached(
                    lease,
                    Flow.AUTHORIZATION,
                    reservation.terms().release(),
                    Optional.of(announcement(reservation, Kind.COMPLETED)));
        } else {
            store.free(lease, "undelivered", Optional.empty());
        }
    }

    private void finish(Reservation reservation, Lease lease, ReservationState.Event event, Kind kind) {
        progress.ended(
                lease,
                Flow.UPFRONT,
                reservation.state(),
                new Ending(
                        event,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(announcement(reservation, kind)),
                        Also.NOTHING));
    }

    private Event announcement(Reservation reservation, Kind kind) {
        return announcements.of(kind, Subject.of(reservation), reservation.upstreamStatus(), Optional.empty());
    }
}
