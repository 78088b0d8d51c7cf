package dev.quittance.facilitator.payment;

import dev.quittance.facilitator.payment.PaymentEvent.Blocked;
import dev.quittance.facilitator.payment.PaymentEvent.Broadcast;
import dev.quittance.facilitator.payment.PaymentEvent.Failed;
import dev.quittance.facilitator.payment.PaymentEvent.Finalized;
import dev.quittance.facilitator.payment.PaymentEvent.Included;
import dev.quittance.facilitator.payment.PaymentEvent.Lost;
import dev.quittance.facilitator.payment.PaymentEvent.Rejected;
import dev.quittance.facilitator.payment.PaymentEvent.Reorged;
import dev.quittance.facilitator.payment.PaymentEvent.Reserved;
import dev.quittance.facilitator.payment.PaymentEvent.Safe;
import dev.quittance.facilitator.payment.PaymentEvent.Submitted;
import dev.quittance.protocol.Bytes32;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A payment as its events have made it.
 *
 * @param version number of events so far
 * @param attemptId the live attempt, once one is known
 * @param transaction hash of the live attempt's transaction, once it is out
 * @param inclusion where the transfer stands on chain, as long as it does
 * @param answer what callers were told; given with the first outcome and never changed
 */
public record Payment(
        PaymentTerms terms,
        PaymentState state,
        int version,
        Optional<UUID> attemptId,
        Optional<Bytes32> transaction,
        Optional<Inclusion> inclusion,
        Optional<Answer> answer) {

    /** The payment that begins with its reservation. */
    public static Payment begin(Reserved event) {
        return new Payment(
                event.terms(),
                event.type().target(),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Rebuilds a payment from its log.
     *
     * @throws IllegalStateException when the events are not one that the state machine allows
     */
    public static Payment replay(List<PaymentEvent> log) {
        Iterator<PaymentEvent> events = log.iterator();
        if (!events.hasNext() || !(events.next() instanceof Reserved reserved)) {
            throw new IllegalStateException("the log does not begin with a reservation");
        }
        Payment payment = begin(reserved);
        while (events.hasNext()) {
            payment = payment.after(events.next())
                    .orElseThrow(() -> new IllegalStateException("the log holds an illegal transition"));
        }
        return payment;
    }

    /** The payment after the event; empty when the event may not happen in this state. */
    public Optional<Payment> after(PaymentEvent event) {
        if (!Transitions.allows(state, event.type()) || !fitsAnswer(event)) {
            return Optional.empty();
        }
        return switch (event) {
            case Reserved _ -> Optional.empty();
            case Broadcast e ->
                Optional.of(move(e, Optional.of(e.attemptId()), Optional.of(e.transaction()), inclusion, answer));
            case Included e ->
                Optional.of(move(
                        e,
                        e.attemptId().or(() -> attemptId),
                        Optional.of(e.inclusion().transaction()),
                        Optional.of(e.inclusion()),
                        answer.or(() -> Optional.of(Answer.settled(terms, e.inclusion())))));
            case Reorged e -> Optional.of(move(e, attemptId, transaction, Optional.empty(), answer));
            case Failed e ->
                Optional.of(move(
                        e,
                        attemptId,
                        e.transaction().or(() -> transaction),
                        inclusion,
                        Optional.of(Answer.failed(terms, e))));
            case Submitted _, Safe _, Finalized _, Rejected _, Blocked _, Lost _ ->
                Optional.of(move(event, attemptId, transaction, inclusion, answer));
        };
    }

    /** The payment after all events; empty when one of them may not happen. */
    public Optional<Payment> afterAll(List<PaymentEvent> events) {
        Optional<Payment> payment = Optional.of(this);
        for (PaymentEvent event : events) {
            payment = payment.flatMap(each -> each.after(event));
        }
        return payment;
    }

    /** The event that a settlement proved impossible is for this payment: a loss when it was answered as settled. */
    public PaymentEvent impossible(String reason, Optional<Bytes32> transaction) {
        return answer.isPresent() ? new Lost(reason) : new Failed(reason, transaction);
    }

    private boolean fitsAnswer(PaymentEvent event) {
        return switch (event.type()) {
            case FAILED -> answer.isEmpty();
            case LOST -> answer.isPresent();
            case RESERVED, SUBMITTED, BROADCAST, INCLUDED, SAFE, FINALIZED, REORGED, REJECTED, BLOCKED -> true;
        };
    }

    private Payment move(
            PaymentEvent event,
            Optional<UUID> attempt,
            Optional<Bytes32> hash,
            Optional<Inclusion> place,
            Optional<Answer> told) {
        return new Payment(terms, event.type().target(), version + 1, attempt, hash, place, told);
    }
}
