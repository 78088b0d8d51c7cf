package dev.quittance.gateway.payment;

import dev.quittance.gateway.answer.SettlementHeader;
import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.Announcements.Kind;
import dev.quittance.gateway.delivery.Announcements.Subject;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.facilitator.Asked;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import dev.quittance.gateway.reservation.Ending;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.Particulars;
import dev.quittance.gateway.reservation.ProgressStore;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Settled;
import dev.quittance.gateway.reservation.Terms;
import dev.quittance.gateway.route.Flow;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.SettleResponse;
import java.math.BigInteger;
import java.util.Optional;

/** The upstream's work before the payment, in the authorization flow: its answer is stored and withheld until it is paid. */
final class Withheld {
    private static final Flow FLOW = Flow.AUTHORIZATION;

    private final ReservationStore store;
    private final ProgressStore progress;
    private final Settling settling;
    private final AnswerSeal seal;
    private final Announcements announcements;
    private final Owed owed;

    Withheld(
            ReservationStore store,
            ProgressStore progress,
            Settling settling,
            AnswerSeal seal,
            Announcements announcements,
            Owed owed) {
        this.store = store;
        this.progress = progress;
        this.settling = settling;
        this.seal = seal;
        this.announcements = announcements;
        this.owed = owed;
    }

    /** A reservation whose answer waits for its money. */
    record Debt(Particulars particulars, Terms terms, FacilitatorRequest question, int announced) {
        Debt charged(Charge charge) {
            return new Debt(particulars.charged(charge.amount()), terms, question, announced);
        }
    }

    /** Asks the upstream, then for the money. */
    Outcome run(Purchase purchase, Debt debt, Lease lease) throws InterruptedException {
        return switch (purchase.work().ask(lease.paymentId())) {
            case UpstreamAnswer.Whole(var answer) when answer.status() < 400 -> hold(purchase, debt, lease, answer);
            case UpstreamAnswer.Whole(var answer) -> pass(lease, answer);
            case UpstreamAnswer.Broken(var answer) -> pass(lease, answer);
            case UpstreamAnswer.Flowing(var flow) -> {
                flow.drop();
                store.free(lease, "answer_too_large", Optional.empty());
                yield Outcome.Refused.of(Code.ANSWER_TOO_LARGE);
            }
            case UpstreamAnswer.BodyRefused() -> {
                store.free(lease, "content_digest_mismatch", Optional.empty());
                yield Outcome.Refused.of(Code.CONTENT_DIGEST_MISMATCH);
            }
        };
    }

    private Outcome pass(Lease lease, PaidAnswer answer) {
        store.free(lease, "upstream_failed", Optional.empty());
        return new Outcome.Passed(answer.with("Cache-Control", "no-store"));
    }

    private Outcome hold(Purchase purchase, Debt debt, Lease lease, PaidAnswer received) throws InterruptedException {
        var bare = Charge.bare(received);
        if (purchase.meter().isEmpty()) {
            return hold(purchase.statusUrl(), debt, lease, bare, Optional.empty());
        }
        var meter = purchase.meter().get();
        var charge = Charge.read(meter, bare, debt.particulars().amount());
        if (charge.isEmpty()) {
            store.free(lease, "amount_unreadable", Optional.empty());
            return Outcome.Refused.of(Code.AMOUNT_UNREADABLE);
        }
        var sold = bare.without(meter.header());
        return charge.get().isNothing()
                ? give(debt, lease, sold)
                : hold(purchase.statusUrl(), debt, lease, sold, charge);
    }

    /** Nothing was used: nothing is charged, and no transaction is made for it. */
    private Outcome give(Debt debt, Lease lease, PaidAnswer answer) {
        var facts = debt.particulars();
        store.free(lease, "nothing_used", Optional.empty());
        var header = SettlementHeader.of(
                facts.x402Version(),
                SettleResponse.settled(
                        facts.authorization().payer().toString(), "", facts.network(), BigInteger.ZERO.toString()));
        return new Outcome.Passed(
                answer.with(header.name(), header.value()).with("Cache-Control", "private, no-store"));
    }

    private Outcome hold(String statusUrl, Debt debt, Lease lease, PaidAnswer bare, Optional<Charge> charge)
            throws InterruptedException {
        var stated = bare.with("Payment-Status", statusUrl + lease.paymentId());
        var answer = charge.map(each -> each.keptWith(stated)).orElse(stated);
        var kept = seal.seal(answer, lease.paymentId(), debt.particulars().requestDigest());
        var ending = new Ending(
                Event.ANSWERED, Optional.of(answer.status()), Optional.of(kept), Optional.empty(), Also.NOTHING);
        progress.ended(lease, FLOW, ReservationState.EXECUTING, ending);
        return pay(debt, lease, answer, ReservationState.HELD, Optional.empty());
    }

    /**
     * Asks for the money of an answer that is there.
     *
     * @param from HELD, or SETTLING when somebody was asked before
     */
    Outcome pay(Debt debt, Lease lease, PaidAnswer held, ReservationState from, Optional<Asked> asked)
            throws InterruptedException {
        Optional<Charge> charge = Charge.of(held);
        var question = charge.map(each -> each.in(debt.question())).orElseGet(debt::question);
        return switch (settling.ask(question, lease, FLOW, from, asked)) {
            case Settling.Result.Paid paid ->
                charge.isPresent()
                        ? release(debt.charged(charge.get()), lease, Charge.bare(held), paid.charged(charge.get()))
                        : release(debt, lease, held, paid);
            case Settling.Result.Unpaid(var response) -> {
                // The answer goes with the reservation: nobody paid for it.
                var subject = new Subject(
                        lease.paymentId(),
                        debt.particulars(),
                        Optional.empty(),
                        Optional.empty(),
                        debt.announced() + 1L);
                store.free(
                        lease,
                        response.errorReason().orElse(""),
                        Optional.of(
                                announcements.of(Kind.FAILED, subject, Optional.of(held.status()), Optional.empty())));
                yield Settling.refusal(response);
            }
            case Settling.Result.Open(var outcome) -> outcome;
        };
    }

    private Outcome release(Debt debt, Lease lease, PaidAnswer held, Settling.Result.Paid paid) {
        String url = held.headers().stream()
                .filter(header -> header.name().equals("Payment-Status"))
                .map(Header::value)
                .findFirst()
                .orElse("");
        var proof = owed.proof(lease.paymentId(), debt.particulars(), paid.response(), held, url);
        var answer = held.with(proof.header().name(), proof.header().value());
        var event = paid.event(debt.terms().release());
        boolean firm = event == Event.SETTLED;
        var subject = new Subject(
                lease.paymentId(),
                debt.particulars(),
                paid.facilitatorPaymentId(),
                Optional.of(paid.response().transaction()),
                debt.announced() + 1L);
        var settled = new Settled(
                paid.response(),
                paid.facilitator(),
                paid.facilitatorPaymentId(),
                paid.level(),
                Optional.of(
                        seal.seal(answer, lease.paymentId(), debt.particulars().requestDigest())),
                firm
                        ? Optional.of(announcements.of(
                                Kind.COMPLETED,
                                subject,
                                Optional.of(answer.status()),
                                Optional.of(answer.bodySha256())))
                        : Optional.empty(),
                proof.also());
        progress.settled(lease, FLOW, event, settled, false);
        return firm
                ? new Outcome.Delivered(answer, ReservationState.DONE, false)
                : Outcome.Refused.of(Code.SETTLEMENT_PENDING, lease.paymentId(), Optional.of(paid.response()));
    }
}
