package dev.quittance.gateway.payment;

import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.AnswerCache;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.Joins;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.Verification;
import dev.quittance.gateway.receipt.Receipts;
import dev.quittance.gateway.reservation.Found;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.LeaseLostException;
import dev.quittance.gateway.reservation.ProgressStore;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.StoreUnavailableException;
import dev.quittance.gateway.route.Flow;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes a paid request to its answer. What was answered before is looked up before anything is verified or asked. Blocks;
 * runs on virtual threads.
 */
public final class Payments {
    private static final Logger LOG = Logger.getLogger(Payments.class);

    private final ReservationStore store;
    private final Facilitators facilitators;
    private final AnswerSeal seal;
    private final AnswerCache cache;
    private final Joins joins;
    private final Duration joinWait;
    private final Steps steps;
    private final Unclaimed unclaimed;

    /** @param joinWait how long an identical request waits for the one that runs */
    public Payments(
            ReservationStore store,
            ProgressStore progress,
            LeaseKeeper keeper,
            Facilitators facilitators,
            AnswerSeal seal,
            AnswerCache cache,
            Announcements announcements,
            Receipts receipts,
            Joins joins,
            Duration joinWait) {
        this.store = store;
        this.facilitators = facilitators;
        this.seal = seal;
        this.cache = cache;
        this.joins = joins;
        this.joinWait = joinWait;
        var owed = new Owed(receipts);
        var settling = new Settling(store, keeper, facilitators);
        this.steps = new Steps(
                store,
                progress,
                keeper,
                facilitators,
                joins,
                settling,
                new Execution(store, progress, seal, cache, announcements, owed),
                new Withheld(store, progress, settling, seal, announcements, owed),
                announcements,
                seal,
                owed);
        this.unclaimed = new Unclaimed(store, progress, announcements, steps);
    }

    /** What a claim that knows its challenge was answered a moment ago; asks no database. */
    public Optional<PaidAnswer> remembered(PaymentAttempt.Fits attempt) {
        return attempt.key() instanceof Key.Challenge ? cache.find(attempt.claim()) : Optional.empty();
    }

    /** Finds, binds, settles, executes, in the order that the flow asks for, and keeps the answer before it is given. */
    public Outcome serve(Purchase purchase) throws InterruptedException {
        try {
            return tryServe(purchase);
        } catch (LeaseLostException e) {
            LOG.warnf("%s", e.getMessage());
            return Outcome.Refused.of(Code.SETTLEMENT_PENDING);
        } catch (StoreUnavailableException e) {
            LOG.warnf("A payment cannot be taken: %s", e.getCause());
            return Outcome.Refused.of(Code.STORE_UNAVAILABLE);
        }
    }

    /** One look: an outcome, or nothing when it is to be looked again after a while. */
    private record Look(Optional<Outcome> outcome, Optional<Reservation> joined) {
        static Look at(Outcome outcome) {
            return new Look(Optional.of(outcome), Optional.empty());
        }

        static Look again(Reservation joined) {
            return new Look(Optional.empty(), Optional.of(joined));
        }

        static Look atOnce() {
            return new Look(Optional.empty(), Optional.empty());
        }
    }

    private Outcome tryServe(Purchase purchase) throws InterruptedException {
        long deadline = System.nanoTime() + joinWait.toNanos();
        var first = startFresh(purchase);
        if (first.isPresent()) {
            return first.get();
        }
        boolean waiting = false;
        try {
            while (true) {
                var look = look(purchase);
                if (look.outcome().isPresent()) {
                    return look.outcome().get();
                }
                var left = Duration.ofNanos(deadline - System.nanoTime());
                waiting = waiting || joins.enter();
                if (!waiting || left.isNegative()) {
                    return look.joined()
                            .map(Payments::stillRunning)
                            .orElse(Outcome.Refused.of(Code.SETTLEMENT_PENDING));
                }
                if (look.joined().isPresent()) {
                    purchase.onWait().run();
                    joins.await(look.joined().get().paymentId(), left);
                }
            }
        } finally {
            if (waiting) {
                joins.leave();
            }
        }
    }

    /**
     * Most payments come for the first time, so that one is bound without a look-up before it; nothing when it is bound already, or
     * when what is bound to it decides what happens.
     */
    private Optional<Outcome> startFresh(Purchase purchase) throws InterruptedException {
        return purchase.attempt().quoteHolds() && purchase.hindrance().isEmpty() && facilitators.canBeAsked()
                ? steps.start(purchase)
                : Optional.empty();
    }

    private Look look(Purchase purchase) throws InterruptedException {
        var attempt = purchase.attempt();
        var found = store.find(attempt.claim().authorization());
        if (found.isPresent()) {
            return proceed(purchase, found.get(), isProven(attempt, found.get().reservation()));
        }
        if (attempt.claim().identifier().isPresent()) {
            var named = store.findByIdentifier(attempt.claim());
            if (named.isPresent()) {
                return identified(purchase, named.get());
            }
        }
        if (!attempt.quoteHolds()) {
            return Look.at(new Outcome.Unpaid(ErrorReason.CHALLENGE_EXPIRED.wire(), Optional.empty()));
        }
        if (purchase.hindrance().isPresent()) {
            return Look.at(Outcome.Refused.of(purchase.hindrance().get()));
        }
        return steps.start(purchase).map(Look::at).orElse(Look.atOnce());
    }

    private static boolean isProven(PaymentAttempt.Fits attempt, Reservation reservation) {
        return switch (attempt.key()) {
            case Key.Challenge() ->
                attempt.claim().challengeDigest().isPresent()
                        && attempt.claim()
                                .challengeDigest()
                                .equals(reservation.particulars().challengeDigest());
            case Key.Wallet _ -> true;
            case Key.None() -> false;
        };
    }

    private Look proceed(Purchase purchase, Found found, boolean proven) throws InterruptedException {
        var reservation = found.reservation();
        var verdict = reservation.judge(purchase.attempt().claim(), proven);
        return switch (verdict) {
            case BOUND_ELSEWHERE -> Look.at(Outcome.Refused.of(Code.AUTHORIZATION_BOUND_ELSEWHERE));
            case STATUS_ONLY -> Look.at(statusOnly(reservation));
            case JOIN -> Look.again(reservation);
            case REPLAY -> Look.at(replay(purchase, found));
            case VERIFY, SETTLE, CONFIRM, RESUME, GIVE_UP ->
                steps.continued(purchase, found, verdict).map(Look::at).orElse(Look.again(reservation));
        };
    }

    /** Another authorization of the same payer under the same identifier: nothing is charged twice. */
    private Look identified(Purchase purchase, Found found) throws InterruptedException {
        var claim = purchase.attempt().claim();
        var reservation = found.reservation();
        if (!reservation.particulars().requestDigest().equals(claim.requestDigest())) {
            return Look.at(Outcome.Refused.of(Code.IDENTIFIER_BOUND_ELSEWHERE));
        }
        return switch (facilitators.verify(purchase.attempt().settle())) {
            case Verification.Valid(var payer)
            when isAddress(payer, claim.authorization().payer()) ->
                switch (reservation.judge(claim, true)) {
                    case REPLAY -> Look.at(replay(purchase, found));
                    case JOIN -> Look.again(reservation);
                    case BOUND_ELSEWHERE, STATUS_ONLY, VERIFY, SETTLE, CONFIRM, RESUME, GIVE_UP ->
                        Look.at(stillRunning(reservation));
                };
            case Verification.Valid _ ->
                Look.at(new Outcome.Unpaid(ErrorReason.INVALID_EXACT_EVM_SIGNATURE.wire(), Optional.empty()));
            case Verification.Invalid(var reason) -> Look.at(new Outcome.Unpaid(reason, Optional.empty()));
            case Verification.Unavailable _ -> Look.at(Outcome.Refused.of(Code.FACILITATOR_UNAVAILABLE));
        };
    }

    private static boolean isAddress(String text, Address address) {
        try {
            return Address.parse(text).equals(address);
        } catch (MalformedException e) {
            return false;
        }
    }

    private Outcome replay(Purchase purchase, Found found) {
        var reservation = found.reservation();
        var answer = found.answer()
                .flatMap(kept -> seal.open(
                        kept, reservation.paymentId(), reservation.particulars().requestDigest()));
        if (answer.isPresent()) {
            if (isProven(purchase.attempt(), reservation) && purchase.attempt().key() instanceof Key.Challenge) {
                cache.put(purchase.attempt().claim(), answer.get());
            }
            return new Outcome.Delivered(answer.get(), reservation.state(), true);
        }
        return new Outcome.Refused(
                over(reservation.state()),
                Optional.of(reservation.paymentId()),
                Optional.of(reservation.state()),
                Optional.empty());
    }

    private static Code over(ReservationState state) {
        return switch (state) {
            case UNKNOWN -> Code.DELIVERY_UNKNOWN;
            case REFUND_DUE -> Code.REFUND_DUE;
            case DONE, RESERVED, SETTLING, CONFIRMING, EXECUTING, HELD -> Code.ALREADY_DELIVERED;
        };
    }

    /** What one gets who shows only what anybody can read on chain: how far it is, and nothing else. */
    private static Outcome statusOnly(Reservation reservation) {
        Code code;
        if (reservation.state().isFinal()) {
            code = over(reservation.state());
        } else if (reservation.particulars().challengeDigest().isPresent()) {
            code = Code.AUTHORIZATION_BOUND_ELSEWHERE;
        } else {
            code = pending(reservation);
        }
        return new Outcome.Refused(code, Optional.empty(), Optional.of(reservation.state()), Optional.empty());
    }

    private static Outcome stillRunning(Reservation reservation) {
        return Outcome.Refused.of(pending(reservation), reservation.paymentId(), reservation.settlement());
    }

    private static Code pending(Reservation reservation) {
        return switch (reservation.state()) {
            case EXECUTING -> Code.DELIVERY_PENDING;
            case RESERVED, SETTLING, CONFIRMING, HELD, DONE, UNKNOWN, REFUND_DUE ->
                reservation.terms().flow() == Flow.AUTHORIZATION && reservation.state() == ReservationState.RESERVED
                        ? Code.DELIVERY_PENDING
                        : Code.SETTLEMENT_PENDING;
        };
    }

    /** Asks again for the money of a reservation that somebody left while it was settled. */
    public void settleAbandoned(Found abandoned, FacilitatorRequest question) throws InterruptedException {
        steps.abandoned(abandoned, question);
    }

    /** Ends what was left by everybody for too long; see {@link Unclaimed}. */
    public void endUnclaimed(Found unclaimed) throws InterruptedException {
        this.unclaimed.end(unclaimed.reservation());
    }
}
