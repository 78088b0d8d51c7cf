package dev.quittance.worker.attempt;

import static dev.quittance.worker.attempt.AttemptState.ALLOTTED;
import static dev.quittance.worker.attempt.AttemptState.CLOSED;
import static dev.quittance.worker.attempt.AttemptState.INCLUDED;
import static dev.quittance.worker.attempt.AttemptState.SENT;
import static dev.quittance.worker.attempt.AttemptState.SIGNED;

import java.util.List;
import java.util.Optional;

/** The life of an attempt as a table. What is not in the table changes nothing. */
public final class AttemptMachine {
    /** What follows from a step. */
    public enum Effect {
        NONE,
        /** Members that the logs did not prove may be carried by another attempt. */
        RELEASE_MEMBERS,
        /** Members that no other attempt carries are carried by this one again. */
        TAKE_MEMBERS_BACK
    }

    /** Where a step leads. */
    public record Transition(AttemptState to, Effect effect) {}

    private record Row(AttemptState from, AttemptStep step, AttemptState to, Effect effect) {}

    private static final List<Row> TABLE = List.of(
            new Row(ALLOTTED, AttemptStep.SIGNED, SIGNED, Effect.NONE),
            new Row(ALLOTTED, AttemptStep.ABANDONED, ALLOTTED, Effect.RELEASE_MEMBERS),
            new Row(ALLOTTED, AttemptStep.NONCE_TAKEN, CLOSED, Effect.RELEASE_MEMBERS),
            new Row(SIGNED, AttemptStep.SENT, SENT, Effect.NONE),
            new Row(SIGNED, AttemptStep.INCLUDED, INCLUDED, Effect.NONE),
            new Row(SIGNED, AttemptStep.NONCE_TAKEN, CLOSED, Effect.RELEASE_MEMBERS),
            new Row(SENT, AttemptStep.SENT, SENT, Effect.NONE),
            new Row(SENT, AttemptStep.INCLUDED, INCLUDED, Effect.NONE),
            new Row(SENT, AttemptStep.NONCE_TAKEN, CLOSED, Effect.RELEASE_MEMBERS),
            new Row(INCLUDED, AttemptStep.REORGED, SIGNED, Effect.NONE),
            new Row(INCLUDED, AttemptStep.FINALIZED, CLOSED, Effect.RELEASE_MEMBERS),
            new Row(CLOSED, AttemptStep.REORGED, SIGNED, Effect.TAKE_MEMBERS_BACK));

    private AttemptMachine() {}

    /** The transition that the step makes in this state; empty when it changes nothing. */
    public static Optional<Transition> step(AttemptState state, AttemptStep step) {
        return TABLE.stream()
                .filter(row -> row.from() == state && row.step() == step)
                .map(row -> new Transition(row.to(), row.effect()))
                .findFirst();
    }
}
