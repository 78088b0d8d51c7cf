package dev.quittance.gateway.payment;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.Announcements.Kind;
import dev.quittance.gateway.delivery.Announcements.Subject;
import dev.quittance.gateway.delivery.AnswerCache;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.proxy.FlowingAnswer;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import dev.quittance.gateway.reservation.Ending;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseLostException;
import dev.quittance.gateway.reservation.ProgressStore;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Settled;
import dev.quittance.gateway.reservation.StoreUnavailableException;
import dev.quittance.gateway.route.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The upstream's work for a settled payment, in the upfront flow: what it answers is stored before its first byte goes out. */
final class Execution {
    private static final Logger LOG = Logger.getLogger(Execution.class);
    /** How often a failing database is asked to keep an answer that is there, and how long apart. */
    private static final int KEEP_TRIES = 3;

    private static final Duration KEEP_PAUSE = Duration.ofMillis(200);

    private final ReservationStore store;
    private final ProgressStore progress;
    private final AnswerSeal seal;
    private final AnswerCache cache;
    private final Announcements announcements;
    private final Owed owed;

    Execution(
            ReservationStore store,
            ProgressStore progress,
            AnswerSeal seal,
            AnswerCache cache,
            Announcements announcements,
            Owed owed) {
        this.store = store;
        this.progress = progress;
        this.seal = seal;
        this.cache = cache;
        this.announcements = announcements;
        this.owed = owed;
    }

    /**
     * Asks the upstream for what was paid.
     *
     * @param unnoted the settlement, when it is not in the database yet
     */
    Outcome run(Purchase purchase, Paid paid, Lease lease, Optional<Settled> unnoted) throws InterruptedException {
        return switch (purchase.work().ask(lease.paymentId())) {
            case UpstreamAnswer.Whole(var answer) -> {
                var event = answer.status() < 400 ? Event.DELIVERED : Event.UPSTREAM_FAILED;
                yield keep(purchase, paid, lease, answer, event, unnoted);
            }
            case UpstreamAnswer.Broken(var answer) ->
                keep(purchase, paid, lease, answer, Event.UPSTREAM_FAILED, unnoted);
            case UpstreamAnswer.Flowing(var flow) -> {
                try {
                    unnoted.ifPresent(settled -> noteSettled(lease, settled));
                } catch (LeaseLostException | StoreUnavailableException e) {
                    flow.drop();
                    throw e;
                }
                yield flow(purchase, paid, lease, flow);
            }
            case UpstreamAnswer.BodyRefused() -> {
                unnoted.ifPresent(settled -> noteSettled(lease, settled));
                cutOff(paid, lease, Optional.empty());
                yield Outcome.Refused.of(Code.CONTENT_DIGEST_MISMATCH, lease.paymentId());
            }
        };
    }

    private void noteSettled(Lease lease, Settled settled) {
        progress.settled(lease, Flow.UPFRONT, Event.SETTLED, settled, true);
    }

    private Outcome keep(
            Purchase purchase, Paid paid, Lease lease, PaidAnswer bare, Event event, Optional<Settled> unnoted)
            throws InterruptedException {
        String url = purchase.statusUrl() + paid.paymentId();
        var facts = paid.particulars();
        var proof = owed.proof(paid.paymentId(), facts, paid.settlement(), bare, url);
        var answer = bare;
        for (Header header : headers(proof.header(), url)) {
            answer = answer.with(header.name(), header.value());
        }
        var kind = event == Event.DELIVERED ? Kind.COMPLETED : Kind.REFUND_DUE;
        var ending = new Ending(
                event,
                Optional.of(answer.status()),
                Optional.of(seal.seal(answer, lease.paymentId(), facts.requestDigest())),
                Optional.of(announcements.of(
                        kind, paid.subject(), Optional.of(answer.status()), Optional.of(answer.bodySha256()))),
                proof.also());
        return keep(purchase, lease, answer, ending, unnoted);
    }

    private Outcome keep(Purchase purchase, Lease lease, PaidAnswer answer, Ending ending, Optional<Settled> unnoted)
            throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                if (unnoted.isPresent()) {
                    progress.settledAndEnded(lease, unnoted.get(), ending);
                } else {
                    progress.ended(lease, Flow.UPFRONT, ReservationState.EXECUTING, ending);
                }
                remember(purchase, answer);
                return new Outcome.Delivered(
                        answer,
                        ending.event() == Event.DELIVERED ? ReservationState.DONE : ReservationState.REFUND_DUE,
                        false);
            } catch (LeaseLostException e) {
                // Either another replica took over, or an earlier try was committed and its acknowledgement lost.
                return stored(lease).orElseGet(() -> Outcome.Refused.of(Code.DELIVERY_PENDING, lease.paymentId()));
            } catch (StoreUnavailableException e) {
                if (tries == KEEP_TRIES) {
                    LOG.errorf("The answer to payment %s cannot be kept: %s", lease.paymentId(), e.getCause());
                    return Outcome.Refused.of(Code.DELIVERY_PENDING, lease.paymentId());
                }
                TimeUnit.MILLISECONDS.sleep(KEEP_PAUSE.toMillis());
            }
        }
    }

    private Optional<Outcome> stored(Lease lease) {
        return store.find(lease.paymentId())
                .filter(found -> found.reservation().state().isFinal())
                .flatMap(found -> found.answer()
                        .flatMap(kept -> seal.open(
                                kept,
                                lease.paymentId(),
                                found.reservation().particulars().requestDigest()))
                        .map(answer -> new Outcome.Delivered(
                                answer, found.reservation().state(), true)));
    }

    /** Keeps an answer in memory for whoever asks again with the same challenge. */
    void remember(Purchase purchase, PaidAnswer answer) {
        if (purchase.attempt().key() instanceof Key.Challenge) {
            cache.put(purchase.attempt().claim(), answer);
        }
    }

    private Outcome flow(Purchase purchase, Paid paid, Lease lease, FlowingAnswer flow) throws InterruptedException {
        LOG.debugf("The answer to payment %s is not kept", lease.paymentId());
        String url = purchase.statusUrl() + paid.paymentId();
        var proof = owed.proofAhead(paid.particulars(), paid.settlement(), url);
        var delivery = purchase.work().send(flow, headers(proof, url));
        switch (delivery) {
            case Delivery.Complete(int status) -> end(paid, lease, Event.DELIVERED, Kind.COMPLETED, status);
            case Delivery.Failed(int status) -> end(paid, lease, Event.UPSTREAM_FAILED, Kind.REFUND_DUE, status);
            case Delivery.CutOff(int status) -> cutOff(paid, lease, Optional.of(status));
        }
        return new Outcome.Flowed(delivery);
    }

    private void end(Paid paid, Lease lease, Event event, Kind kind, int status) {
        var announcement = announcements.of(kind, paid.subject(), Optional.of(status), Optional.empty());
        note(
                lease,
                () -> progress.ended(
                        lease,
                        Flow.UPFRONT,
                        ReservationState.EXECUTING,
                        new Ending(
                                event,
                                Optional.of(status),
                                Optional.empty(),
                                Optional.of(announcement),
                                Also.NOTHING)));
    }

    /** What may be repeated stays open for whoever asks again; what may not is for a person. */
    private void cutOff(Paid paid, Lease lease, Optional<Integer> status) {
        if (paid.terms().idempotent()) {
            note(lease, () -> store.release(lease, status));
        } else {
            note(lease, () -> giveUp(paid.subject(), Flow.UPFRONT, lease));
        }
    }

    /** Notes that nobody can say whether the upstream did its work. */
    void giveUp(Subject subject, Flow flow, Lease lease) {
        var announcement = announcements.of(Kind.UNKNOWN, subject, Optional.empty(), Optional.empty());
        progress.ended(
                lease,
                flow,
                ReservationState.EXECUTING,
                new Ending(Event.CUT_OFF, Optional.empty(), Optional.empty(), Optional.of(announcement), Also.NOTHING));
    }

    private static void note(Lease lease, Runnable change) {
        try {
            change.run();
        } catch (LeaseLostException | StoreUnavailableException e) {
            LOG.errorf("The end of payment %s could not be noted: %s", lease.paymentId(), e.getMessage());
        }
    }

    private static List<Header> headers(Header proof, String url) {
        return List.of(proof, new Header("Payment-Status", url));
    }
}
