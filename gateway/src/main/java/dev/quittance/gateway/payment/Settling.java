package dev.quittance.gateway.payment;

import dev.quittance.gateway.facilitator.Asked;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.Inclusion;
import dev.quittance.gateway.facilitator.Settlement;
import dev.quittance.gateway.facilitator.SettlementBy;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.Particulars;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.ReservationStore.Question;
import dev.quittance.gateway.reservation.Terms;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Asks facilitators for the money, always after the database knows who is asked. */
final class Settling {
    private static final Logger LOG = Logger.getLogger(Settling.class);

    private final ReservationStore store;
    private final LeaseKeeper keeper;
    private final Facilitators facilitators;

    Settling(ReservationStore store, LeaseKeeper keeper, Facilitators facilitators) {
        this.store = store;
        this.keeper = keeper;
        this.facilitators = facilitators;
    }

    /** What came of asking. */
    sealed interface Result {
        /** The money moved; not noted yet. */
        record Paid(SettleResponse response, String facilitator, Level level) implements Result {

            Optional<UUID> facilitatorPaymentId() {
                return Inclusion.paymentId(response);
            }

            Paid charged(Charge charge) {
                return new Paid(charge.in(response), facilitator, level);
            }

            /** What happened to a reservation that asks for {@code release}. */
            ReservationState.Event event(Level release) {
                return level.compareTo(release) >= 0
                        ? ReservationState.Event.SETTLED
                        : ReservationState.Event.SETTLED_BELOW;
            }
        }

        /** The facilitator refused, and that proves that nothing moved; not noted yet. */
        record Unpaid(SettleResponse response) implements Result {}

        /** The outcome is open; the lease is released. */
        record Open(Outcome outcome) implements Result {}
    }

    /** A reservation that was bound in the moment before the facilitator was asked, and what that one said. */
    record Started(Lease lease, Result result) {}

    /** Somebody else bound the authorization first. */
    private static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenException() {
            super("the authorization is bound", null, false, false);
        }
    }

    /**
     * Binds an authorization and asks for the money; the binding commits before anything is sent, and not when there is nobody
     * to ask.
     *
     * @return nothing when somebody else bound it first
     */
    Optional<Started> start(PaymentAttempt.Fits attempt, Terms terms, Running running) throws InterruptedException {
        var lease = new AtomicReference<Lease>();
        var request = Metadata.in(attempt.settle(), running.paymentId(), Particulars.of(attempt.claim()));
        SettlementBy by;
        try {
            by = facilitators.settle(request, Optional.empty(), name -> {
                var question = new Question(name, request);
                var held = lease.get();
                if (held == null) {
                    var bound = store.reserve(attempt.claim(), terms, running.paymentId(), Optional.of(question))
                            .orElseThrow(TakenException::new);
                    lease.set(bound);
                    running.holds(bound);
                } else {
                    store.settleAsked(held, terms.flow(), ReservationState.SETTLING, question);
                }
            });
        } catch (TakenException e) {
            return Optional.empty();
        }
        var held = lease.get();
        if (held == null) {
            LOG.warnf("No facilitator can be asked: %s", by.settlement());
            return Optional.of(new Started(
                    new Lease(running.paymentId(), 0),
                    new Result.Open(Outcome.Refused.of(Code.FACILITATOR_UNAVAILABLE))));
        }
        return Optional.of(new Started(held, read(by, held)));
    }

    /** Asks for the money of a reservation that is bound already. */
    Result ask(FacilitatorRequest request, Lease lease, Flow flow, ReservationState from, Optional<Asked> asked)
            throws InterruptedException {
        var before = from == ReservationState.SETTLING ? asked : Optional.<Asked>empty();
        before.ifPresent(facilitator -> store.settleAskedAgain(lease, flow, facilitator.facilitator()));
        var state = new AtomicReference<>(from);
        var by = facilitators.settle(request, before, name -> {
            store.settleAsked(lease, flow, state.get(), new Question(name, request));
            state.set(ReservationState.SETTLING);
        });
        return read(by, lease);
    }

    private Result read(SettlementBy by, Lease lease) {
        return switch (by.settlement()) {
            case Settlement.Settled(var response) -> new Result.Paid(response, by.facilitator(), level(response));
            case Settlement.Refused(var response) -> new Result.Unpaid(response);
            case Settlement.Pending(var response) -> open(lease, Code.SETTLEMENT_PENDING, Optional.of(response));
            case Settlement.Unavailable(var why) -> {
                LOG.warnf("Payment %s waits: %s", lease.paymentId(), why);
                yield open(lease, Code.FACILITATOR_UNAVAILABLE, Optional.empty());
            }
        };
    }

    private Result open(Lease lease, Code code, Optional<SettleResponse> known) {
        keeper.letGo(lease);
        store.release(lease, Optional.empty());
        return new Result.Open(Outcome.Refused.of(code, lease.paymentId(), known));
    }

    /** The level that a facilitator names; whoever names none has at least seen the transaction included. */
    private static Level level(SettleResponse response) {
        try {
            return response.extra()
                    .optionalText("level")
                    .map(text -> Level.valueOf(text.toUpperCase(Locale.ROOT)))
                    .orElse(Level.INCLUDED);
        } catch (RuntimeException e) {
            return Level.INCLUDED;
        }
    }

    /** What a payer is told whose payment was refused. */
    static Outcome refusal(SettleResponse response) {
        String reason = response.errorReason().orElseThrow();
        return reason.equals(ErrorReason.AUTHORIZATION_BOUND_ELSEWHERE.wire())
                ? Outcome.Refused.of(Code.AUTHORIZATION_BOUND_ELSEWHERE)
                : new Outcome.Unpaid(reason, Optional.of(response));
    }
}
