package dev.quittance.gateway.payment;

import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.Announcements.Kind;
import dev.quittance.gateway.delivery.Announcements.Subject;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.Joins;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.Verification;
import dev.quittance.gateway.reservation.Found;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.Particulars;
import dev.quittance.gateway.reservation.ProgressStore;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.reservation.Reservation.Verdict;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Settled;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.x402.FacilitatorRequest;
import java.util.Optional;
import java.util.UUID;

/** The steps of a payment, each under the lease of its reservation. */
final class Steps {
    private final ReservationStore store;
    private final ProgressStore progress;
    private final LeaseKeeper keeper;
    private final Facilitators facilitators;
    private final Joins joins;
    private final Settling settling;
    private final Execution execution;
    private final Withheld withheld;
    private final Announcements announcements;
    private final AnswerSeal seal;
    private final Owed owed;

    Steps(
            ReservationStore store,
            ProgressStore progress,
            LeaseKeeper keeper,
            Facilitators facilitators,
            Joins joins,
            Settling settling,
            Execution execution,
            Withheld withheld,
            Announcements announcements,
            AnswerSeal seal,
            Owed owed) {
        this.store = store;
        this.progress = progress;
        this.keeper = keeper;
        this.facilitators = facilitators;
        this.joins = joins;
        this.settling = settling;
        this.execution = execution;
        this.withheld = withheld;
        this.announcements = announcements;
        this.seal = seal;
        this.owed = owed;
    }

    /** Starts a payment; nothing when somebody else bound its authorization first. */
    Optional<Outcome> start(Purchase purchase) throws InterruptedException {
        try (var running = new Running(keeper, joins, UUID.randomUUID())) {
            return switch (purchase.terms().flow()) {
                case UPFRONT -> startPaying(purchase, running);
                case AUTHORIZATION -> startWorking(purchase, running);
            };
        }
    }

    private Optional<Outcome> startPaying(Purchase purchase, Running running) throws InterruptedException {
        var started = settling.start(purchase.attempt(), purchase.terms(), running);
        if (started.isEmpty()) {
            return Optional.empty();
        }
        var facts = Particulars.of(purchase.attempt().claim());
        return Optional.of(paidOrNot(
                purchase,
                started.get().lease(),
                started.get().result(),
                result -> new Paid(
                        running.paymentId(),
                        facts,
                        purchase.terms(),
                        result.response(),
                        result.facilitatorPaymentId(),
                        0)));
    }

    private Optional<Outcome> startWorking(Purchase purchase, Running running) throws InterruptedException {
        var bound = store.reserve(purchase.attempt().claim(), purchase.terms(), running.paymentId(), Optional.empty());
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        running.holds(bound.get());
        var facts = Particulars.of(purchase.attempt().claim());
        var question = Metadata.in(purchase.attempt().settle(), running.paymentId(), facts);
        var debt = new Withheld.Debt(facts, purchase.terms(), question, 0);
        return Optional.of(verify(purchase, debt, bound.get()));
    }

    /** Nothing is executed that would not be paid. */
    private Outcome verify(Purchase purchase, Withheld.Debt debt, Lease lease) throws InterruptedException {
        return switch (facilitators.verify(debt.question())) {
            case Verification.Valid _ -> {
                store.verified(lease);
                yield withheld.run(purchase, debt, lease);
            }
            case Verification.Invalid(var reason) -> {
                store.free(lease, reason, Optional.empty());
                yield new Outcome.Unpaid(reason, Optional.empty());
            }
            case Verification.Unavailable _ -> {
                store.free(lease, "facilitator_unavailable", Optional.empty());
                yield Outcome.Refused.of(Code.FACILITATOR_UNAVAILABLE);
            }
        };
    }

    /** Continues a payment that nobody works on; nothing when somebody else took it up first. */
    Optional<Outcome> continued(Purchase purchase, Found found, Verdict verdict) throws InterruptedException {
        var reservation = found.reservation();
        if (verdict == Verdict.CONFIRM && !hasBecomeFirm(reservation)) {
            return Optional.of(
                    Outcome.Refused.of(Code.SETTLEMENT_PENDING, reservation.paymentId(), reservation.settlement()));
        }
        var taken = store.takeOver(reservation.paymentId(), reservation.state());
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (var running = new Running(keeper, joins, reservation.paymentId())) {
            running.holds(taken.get());
            return Optional.of(step(purchase, found, verdict, taken.get()));
        }
    }

    private Outcome step(Purchase purchase, Found found, Verdict verdict, Lease lease) throws InterruptedException {
        var reservation = found.reservation();
        return switch (verdict) {
            case VERIFY -> verify(purchase, debt(reservation, question(purchase, reservation)), lease);
            case SETTLE -> settle(purchase, found, lease);
            case CONFIRM -> confirmed(purchase, found, lease);
            case RESUME -> {
                store.resumed(lease, reservation.terms().flow());
                yield reservation.terms().flow() == Flow.UPFRONT
                        ? execution.run(purchase, Paid.of(reservation), lease, Optional.empty())
                        : withheld.run(purchase, debt(reservation, question(purchase, reservation)), lease);
            }
            case GIVE_UP -> {
                execution.giveUp(Subject.of(reservation), reservation.terms().flow(), lease);
                yield Outcome.Refused.of(Code.DELIVERY_UNKNOWN, lease.paymentId());
            }
            case BOUND_ELSEWHERE, STATUS_ONLY, JOIN, REPLAY ->
                throw new IllegalArgumentException(verdict + " is no step");
        };
    }

    private Outcome settle(Purchase purchase, Found found, Lease lease) throws InterruptedException {
        var reservation = found.reservation();
        var question = question(purchase, reservation);
        if (reservation.terms().flow() == Flow.AUTHORIZATION) {
            return payHeld(found, question, lease);
        }
        var result = settling.ask(question, lease, Flow.UPFRONT, reservation.state(), reservation.facilitator());
        return paidOrNot(purchase, lease, result, paid -> Paid.of(reservation, paid));
    }

    private Outcome payHeld(Found found, FacilitatorRequest question, Lease lease) throws InterruptedException {
        var reservation = found.reservation();
        var held = answer(found);
        if (held.isEmpty()) {
            // The answer is gone before it was paid: nothing to sell any more. What was asked is not asked again.
            store.release(lease, Optional.empty());
            return Outcome.Refused.of(Code.SETTLEMENT_PENDING, lease.paymentId());
        }
        return withheld.pay(
                debt(reservation, question), lease, held.get(), reservation.state(), reservation.facilitator());
    }

    private static FacilitatorRequest question(Purchase purchase, Reservation reservation) {
        return Metadata.in(purchase.attempt().settle(), reservation.paymentId(), reservation.particulars());
    }

    private interface Payer {
        Paid of(Settling.Result.Paid result);
    }

    private Outcome paidOrNot(Purchase purchase, Lease lease, Settling.Result result, Payer payer)
            throws InterruptedException {
        return switch (result) {
            case Settling.Result.Paid settled -> {
                var paid = payer.of(settled);
                var event = settled.event(paid.terms().release());
                var note = noted(settled, lease, paid.particulars());
                if (event == Event.SETTLED) {
                    yield execute(purchase, paid, lease, note);
                }
                progress.settled(lease, Flow.UPFRONT, event, note, false);
                yield Outcome.Refused.of(Code.SETTLEMENT_PENDING, lease.paymentId(), Optional.of(settled.response()));
            }
            case Settling.Result.Unpaid(var response) -> {
                store.free(lease, response.errorReason().orElse(""), Optional.empty());
                yield Settling.refusal(response);
            }
            case Settling.Result.Open(var outcome) -> outcome;
        };
    }

    /**
     * Work that may be repeated needs no note that it was paid before it is asked for: after a crash the facilitator says again
     * what it said, so one commit does for the payment and the answer.
     */
    private Outcome execute(Purchase purchase, Paid paid, Lease lease, Settled note) throws InterruptedException {
        if (paid.terms().idempotent() && facilitators.remembers(note.facilitator())) {
            return execution.run(purchase, paid, lease, Optional.of(note));
        }
        progress.settled(lease, Flow.UPFRONT, Event.SETTLED, note, true);
        return execution.run(purchase, paid, lease, Optional.empty());
    }

    private Settled noted(Settling.Result.Paid settled, Lease lease, Particulars facts) {
        return new Settled(
                settled.response(),
                settled.facilitator(),
                settled.facilitatorPaymentId(),
                settled.level(),
                Optional.empty(),
                Optional.empty(),
                owed.settled(lease.paymentId(), facts, settled.response()));
    }

    boolean hasBecomeFirm(Reservation reservation) throws InterruptedException {
        return reservation.isFirmEnough() || told(reservation).isPresent();
    }

    /** What the facilitator says when its events have not come (yet): the level, if it is firm enough. */
    private Optional<Level> told(Reservation reservation) throws InterruptedException {
        var facilitator = reservation.facilitator();
        var id = reservation.facilitatorPaymentId();
        if (facilitator.isEmpty() || id.isEmpty()) {
            return Optional.empty();
        }
        return facilitators
                .status(facilitator.get().facilitator(), id.get())
                .filter(level -> level.compareTo(reservation.terms().release()) >= 0);
    }

    private Outcome confirmed(Purchase purchase, Found found, Lease lease) throws InterruptedException {
        var reservation = found.reservation();
        var flow = reservation.terms().flow();
        if (reservation.state() == ReservationState.EXECUTING) {
            // It had been firm, then a reorganisation took it back, then it became firm again.
            store.resumed(lease, flow);
            return execution.run(purchase, Paid.of(reservation), lease, Optional.empty());
        }
        if (flow == Flow.UPFRONT) {
            progress.levelReached(lease, flow, reservation.terms().release(), Optional.empty());
            return execution.run(purchase, Paid.of(reservation), lease, Optional.empty());
        }
        var held = answer(found);
        var announcement = announcements.of(
                Kind.COMPLETED,
                Subject.of(reservation),
                reservation.upstreamStatus(),
                held.map(PaidAnswer::bodySha256));
        progress.levelReached(lease, flow, reservation.terms().release(), Optional.of(announcement));
        return held.<Outcome>map(answer -> new Outcome.Delivered(answer, ReservationState.DONE, false))
                .orElseGet(() -> Outcome.Refused.of(Code.ALREADY_DELIVERED, lease.paymentId()));
    }

    private Optional<PaidAnswer> answer(Found found) {
        var reservation = found.reservation();
        return found.answer()
                .flatMap(kept -> seal.open(
                        kept, reservation.paymentId(), reservation.particulars().requestDigest()));
    }

    private static Withheld.Debt debt(Reservation reservation, FacilitatorRequest question) {
        return new Withheld.Debt(reservation.particulars(), reservation.terms(), question, reservation.announced());
    }

    /**
     * Asks again for the money of a reservation whose client may never come back. When it turns out to be paid, the upfront
     * flow leaves it open for whoever comes, since the request is gone; the authorization flow is done.
     */
    void abandoned(Found found, FacilitatorRequest question) throws InterruptedException {
        var reservation = found.reservation();
        var taken = store.takeOver(reservation.paymentId(), ReservationState.SETTLING);
        if (taken.isEmpty()) {
            return;
        }
        try (var running = new Running(keeper, joins, reservation.paymentId())) {
            running.holds(taken.get());
            if (reservation.terms().flow() == Flow.AUTHORIZATION) {
                payHeld(found, question, taken.get());
                return;
            }
            var result = settling.ask(
                    question, taken.get(), Flow.UPFRONT, ReservationState.SETTLING, reservation.facilitator());
            switch (result) {
                case Settling.Result.Paid settled ->
                    progress.settled(
                            taken.get(),
                            Flow.UPFRONT,
                            settled.event(reservation.terms().release()),
                            noted(settled, taken.get(), reservation.particulars()),
                            false);
                case Settling.Result.Unpaid(var response) ->
                    store.free(taken.get(), response.errorReason().orElse(""), Optional.empty());
                case Settling.Result.Open _ -> {}
            }
        }
    }
}
