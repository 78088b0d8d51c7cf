package dev.quittance.gateway.payment;

import dev.quittance.gateway.delivery.Announcements.Subject;
import dev.quittance.gateway.reservation.Particulars;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.reservation.Terms;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.UUID;

/**
 * A payment whose money moved.
 *
 * @param announced how many delivery events it had
 */
record Paid(
        UUID paymentId,
        Particulars particulars,
        Terms terms,
        SettleResponse settlement,
        Optional<UUID> facilitatorPaymentId,
        int announced) {

    static Paid of(Reservation reservation, Settling.Result.Paid result) {
        return new Paid(
                reservation.paymentId(),
                reservation.particulars(),
                reservation.terms(),
                result.response(),
                result.facilitatorPaymentId(),
                reservation.announced());
    }

    /** @throws java.util.NoSuchElementException when the reservation is not settled */
    static Paid of(Reservation reservation) {
        return new Paid(
                reservation.paymentId(),
                reservation.particulars(),
                reservation.terms(),
                reservation.settlement().orElseThrow(),
                reservation.facilitatorPaymentId(),
                reservation.announced());
    }

    Subject subject() {
        return new Subject(
                paymentId, particulars, facilitatorPaymentId, Optional.of(settlement.transaction()), announced + 1L);
    }
}
