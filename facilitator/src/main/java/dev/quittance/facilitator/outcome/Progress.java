package dev.quittance.facilitator.outcome;

import dev.quittance.events.Event;
import dev.quittance.events.MalformedEventException;
import dev.quittance.facilitator.payment.Move;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.facilitator.payment.PaymentStore.Locked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One payment's way through outcomes, in the order of their sequence. One that was worked through before is passed over; one
 * that leaves a gap waits. One that cannot be, by its form or by the payment's state, changes nothing and holds up nothing.
 */
final class Progress {
    private final Payment before;
    private final long outcomeSequence;
    private final List<PaymentEvent> happened = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final TreeMap<Long, Event> waiting;
    private Payment payment;
    private long sequence;
    private Optional<String> traceparent = Optional.empty();
    private Optional<Long> gasUsed = Optional.empty();

    /** An outcome that cannot be, and why; no input is repeated. */
    record Fault(long sequence, String reason) {}

    /**
     * Begins where the payment stands.
     *
     * @param held outcomes that arrived too early so far
     */
    Progress(Locked locked, Map<Long, Event> held) {
        this.before = locked.payment();
        this.payment = before;
        this.outcomeSequence = locked.outcomeSequence();
        this.sequence = outcomeSequence;
        this.waiting = new TreeMap<>(held);
    }

    /** Takes one more outcome, and all that waited for it. */
    void take(Event event) {
        if (event.sequence() <= sequence) {
            return;
        }
        if (event.sequence() > sequence + 1) {
            // Told now, while the record is at hand; its turn comes all the same, so that nothing waits for it.
            unreadable(event).ifPresent(faults::add);
        }
        waiting.putIfAbsent(event.sequence(), event);
        for (Event next = waiting.remove(sequence + 1); next != null; next = waiting.remove(sequence + 1)) {
            sequence++;
            traceparent = next.traceparent();
            apply(next);
        }
    }

    /** Gives up those that never came, and takes what waited for them. */
    void passGap() {
        if (waiting.isEmpty()) {
            return;
        }
        long lost = waiting.firstKey() - 1;
        sequence = lost;
        for (Event next = waiting.remove(sequence + 1); next != null; next = waiting.remove(sequence + 1)) {
            sequence++;
            if (sequence == lost + 1) {
                apply(next, outcome -> Bridge.to(payment, outcome));
            } else {
                apply(next);
            }
        }
    }

    private void apply(Event event) {
        apply(event, outcome -> outcome.eventsFor(payment));
    }

    private void apply(Event event, Function<Outcome, Optional<List<PaymentEvent>>> meaning) {
        Optional<Fault> unreadable = unreadable(event);
        if (unreadable.isPresent()) {
            faults.add(unreadable.get());
            return;
        }
        Outcome outcome = Outcome.read(event);
        Optional<List<PaymentEvent>> what = meaning.apply(outcome);
        Optional<Payment> after = what.flatMap(payment::afterAll);
        if (after.isEmpty()) {
            faults.add(new Fault(sequence, event.type() + " cannot follow " + payment.state()));
            return;
        }
        gasUsed = gasUsed.or(() -> gas(outcome));
        payment = after.get();
        happened.addAll(what.orElseThrow());
    }

    /** What was proved impossible took nothing, unless a transaction was out for it: then nobody knows. */
    private Optional<Long> gas(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Included included -> included.gasUsed();
            case Outcome.Failed failed
            when failed.transaction().or(payment::transaction).isEmpty() -> Optional.of(0L);
            case Outcome.Failed _, Outcome.Broadcast _, Outcome.Safe _, Outcome.Finalized _, Outcome.Reorged _ ->
                Optional.empty();
        };
    }

    /** The gas that the settlement took, where one of these outcomes tells. */
    Optional<Long> gasUsed() {
        return gasUsed;
    }

    private static Optional<Fault> unreadable(Event event) {
        try {
            Outcome.read(event);
            return Optional.empty();
        } catch (MalformedEventException e) {
            return Optional.of(new Fault(event.sequence(), String.valueOf(e.getMessage())));
        }
    }

    /** Whether there is anything for the store to keep. */
    boolean hasMoved() {
        return sequence > outcomeSequence;
    }

    /** What the store has to keep. */
    Move move() {
        return new Move(before, happened, sequence, traceparent);
    }

    /** The payment as it stands now. */
    Payment payment() {
        return payment;
    }

    /** Whether callers may wait for what came of this. */
    boolean isFirstAnswer() {
        return before.answer().isEmpty() && payment.answer().isPresent();
    }

    List<Fault> faults() {
        return faults;
    }

    /** Outcomes that still wait for one before them. */
    Map<Long, Event> waiting() {
        return waiting;
    }
}
