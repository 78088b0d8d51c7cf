package dev.quittance.gateway.payment;

import dev.quittance.gateway.facilitator.Asked;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.Settlement;
import dev.quittance.gateway.payment.Admission.Code;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.LeaseLostException;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.StoreUnavailableException;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.SettleResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Takes a paid request from its authorization to the permission to execute it. Blocks; runs on virtual threads. */
public final class Payments {
    private static final Logger LOG = Logger.getLogger(Payments.class);
    /** Rounds of reserve and look-up, for reservations that are freed in between. */
    private static final int ROUNDS_MAX = 3;

    private final ReservationStore store;
    private final LeaseKeeper keeper;
    private final Facilitators facilitators;

    public Payments(ReservationStore store, LeaseKeeper keeper, Facilitators facilitators) {
        this.store = store;
        this.keeper = keeper;
        this.facilitators = facilitators;
    }

    /**
     * Binds, settles, admits.
     *
     * @param idempotent whether the upstream may get this request twice
     */
    public Admission admit(PaymentAttempt.Fits attempt, boolean idempotent) throws InterruptedException {
        try {
            for (int round = 0; round < ROUNDS_MAX; round++) {
                if (attempt.quoteHolds()) {
                    var lease = store.reserve(attempt.claim(), UUID.randomUUID());
                    if (lease.isPresent()) {
                        return settle(attempt, lease.get(), Optional.empty());
                    }
                }
                var existing = store.find(attempt.claim().authorization());
                if (existing.isPresent()) {
                    return proceed(attempt, existing.get(), idempotent);
                }
                if (!attempt.quoteHolds()) {
                    return new Admission.Unpaid(ErrorReason.CHALLENGE_EXPIRED.wire(), Optional.empty());
                }
            }
            return new Admission.Pending(Code.SETTLEMENT_PENDING, Optional.empty());
        } catch (LeaseLostException e) {
            LOG.warnf("%s", e.getMessage());
            return new Admission.Pending(Code.SETTLEMENT_PENDING, Optional.empty());
        } catch (StoreUnavailableException e) {
            LOG.warnf("A payment cannot be taken: %s", e.getCause());
            return new Admission.Pending(Code.STORE_UNAVAILABLE, Optional.empty());
        }
    }

    private Admission proceed(PaymentAttempt.Fits attempt, Reservation reservation, boolean idempotent)
            throws InterruptedException {
        var state = reservation.state();
        return switch (reservation.judge(attempt.claim(), idempotent)) {
            case BOUND_ELSEWHERE -> new Admission.Conflict(Code.AUTHORIZATION_BOUND_ELSEWHERE);
            case ALREADY_DELIVERED -> new Admission.Conflict(Code.ALREADY_DELIVERED);
            case DELIVERY_UNKNOWN -> new Admission.Conflict(Code.DELIVERY_UNKNOWN);
            case REFUND_DUE -> new Admission.Conflict(Code.REFUND_DUE);
            case SETTLEMENT_RUNS -> new Admission.Pending(Code.SETTLEMENT_PENDING, Optional.empty());
            case DELIVERY_RUNS -> new Admission.Pending(Code.DELIVERY_PENDING, reservation.settlement());
            case SETTLE -> {
                var lease = store.takeOver(reservation.paymentId(), state);
                yield lease.isPresent()
                        ? settle(attempt, lease.get(), asked(reservation))
                        : new Admission.Pending(Code.SETTLEMENT_PENDING, Optional.empty());
            }
            case RESUME -> {
                var lease = store.takeOver(reservation.paymentId(), state);
                yield lease.isPresent()
                        ? execute(lease.get(), reservation.settlement().orElseThrow())
                        : new Admission.Pending(Code.DELIVERY_PENDING, reservation.settlement());
            }
            case GIVE_UP -> {
                store.takeOver(reservation.paymentId(), state)
                        .ifPresent(lease -> store.ended(lease, Event.CUT_OFF, Optional.empty()));
                yield new Admission.Conflict(Code.DELIVERY_UNKNOWN);
            }
        };
    }

    private static Optional<Asked> asked(Reservation reservation) {
        return reservation.settleAsked() > 0 ? Optional.of(new Asked("default", Instant.EPOCH)) : Optional.empty();
    }

    private Admission settle(PaymentAttempt.Fits attempt, Lease lease, Optional<Asked> askedBefore)
            throws InterruptedException {
        keeper.hold(lease);
        boolean executes = false;
        try {
            store.settleAsked(lease);
            var answer = facilitators.settle(attempt.settle(), askedBefore, facilitator -> {});
            var admission = conclude(answer.settlement(), lease);
            executes = admission instanceof Admission.Execute;
            return admission;
        } finally {
            if (!executes) {
                keeper.letGo(lease);
            }
        }
    }

    private Admission conclude(Settlement settlement, Lease lease) {
        return switch (settlement) {
            case Settlement.Settled(var response) -> {
                store.settled(lease, response);
                yield execute(lease, response);
            }
            case Settlement.Refused(var response) -> {
                store.free(lease);
                yield refused(response);
            }
            case Settlement.Pending(var response) -> pending(lease, Code.SETTLEMENT_PENDING, Optional.of(response));
            case Settlement.Unavailable(var why) -> {
                LOG.warnf("Payment %s waits: %s", lease.paymentId(), why);
                yield pending(lease, Code.FACILITATOR_UNAVAILABLE, Optional.empty());
            }
        };
    }

    private static Admission refused(SettleResponse response) {
        String reason = response.errorReason().orElseThrow();
        return reason.equals(ErrorReason.AUTHORIZATION_BOUND_ELSEWHERE.wire())
                ? new Admission.Conflict(Code.AUTHORIZATION_BOUND_ELSEWHERE)
                : new Admission.Unpaid(reason, Optional.of(response));
    }

    private Admission pending(Lease lease, Code code, Optional<SettleResponse> known) {
        store.release(lease);
        return new Admission.Pending(code, known);
    }

    private Admission execute(Lease lease, SettleResponse settlement) {
        keeper.hold(lease);
        return new Admission.Execute(lease, settlement);
    }

    /**
     * Notes how an execution ended.
     *
     * @param idempotent whether the upstream may get this request twice; then a cut-off leaves the payment open
     */
    public void ended(Lease lease, Event end, Optional<Integer> upstreamStatus, boolean idempotent) {
        keeper.letGo(lease);
        try {
            if (end == Event.CUT_OFF && idempotent) {
                store.release(lease);
            } else {
                store.ended(lease, end, upstreamStatus);
            }
        } catch (RuntimeException e) {
            LOG.errorf("The end of payment %s could not be noted: %s", lease.paymentId(), e.getMessage());
        }
    }
}
