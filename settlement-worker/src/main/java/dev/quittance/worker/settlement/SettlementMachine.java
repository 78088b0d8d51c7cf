package dev.quittance.worker.settlement;

import static dev.quittance.worker.settlement.SettlementState.BROADCAST;
import static dev.quittance.worker.settlement.SettlementState.FAILED;
import static dev.quittance.worker.settlement.SettlementState.FINALIZED;
import static dev.quittance.worker.settlement.SettlementState.INCLUDED;
import static dev.quittance.worker.settlement.SettlementState.QUEUED;
import static dev.quittance.worker.settlement.SettlementState.SAFE;
import static dev.quittance.worker.settlement.SettlementState.SUBMITTING;

import dev.quittance.worker.settlement.SettlementStep.Allotted;
import dev.quittance.worker.settlement.SettlementStep.AttemptEnded;
import dev.quittance.worker.settlement.SettlementStep.Dead;
import dev.quittance.worker.settlement.SettlementStep.Finalized;
import dev.quittance.worker.settlement.SettlementStep.Proved;
import dev.quittance.worker.settlement.SettlementStep.Reorged;
import dev.quittance.worker.settlement.SettlementStep.Safe;
import dev.quittance.worker.settlement.SettlementStep.Sent;
import java.util.List;
import java.util.Optional;

/** The life of a settlement as a table. What is not in the table changes nothing: repeated and late news is harmless. */
public final class SettlementMachine {
    /** Whether the facilitator is told. */
    public enum Effect {
        NONE,
        ANNOUNCE
    }

    /** Where a step leads. */
    public record Transition(SettlementState to, Effect effect) {}

    private record Row(SettlementState from, Class<? extends SettlementStep> step, SettlementState to, Effect effect) {}

    private static final List<Row> TABLE = List.of(
            new Row(QUEUED, Allotted.class, SUBMITTING, Effect.NONE),
            new Row(QUEUED, Proved.class, INCLUDED, Effect.ANNOUNCE),
            new Row(QUEUED, Dead.class, FAILED, Effect.ANNOUNCE),
            new Row(SUBMITTING, Sent.class, BROADCAST, Effect.ANNOUNCE),
            new Row(SUBMITTING, Proved.class, INCLUDED, Effect.ANNOUNCE),
            new Row(SUBMITTING, AttemptEnded.class, QUEUED, Effect.NONE),
            new Row(SUBMITTING, Dead.class, FAILED, Effect.ANNOUNCE),
            new Row(BROADCAST, Proved.class, INCLUDED, Effect.ANNOUNCE),
            new Row(BROADCAST, AttemptEnded.class, QUEUED, Effect.NONE),
            new Row(BROADCAST, Dead.class, FAILED, Effect.ANNOUNCE),
            new Row(INCLUDED, Safe.class, SAFE, Effect.ANNOUNCE),
            new Row(INCLUDED, Reorged.class, SUBMITTING, Effect.ANNOUNCE),
            new Row(SAFE, Finalized.class, FINALIZED, Effect.ANNOUNCE),
            new Row(SAFE, Reorged.class, SUBMITTING, Effect.ANNOUNCE),
            new Row(FINALIZED, Reorged.class, SUBMITTING, Effect.ANNOUNCE));

    private SettlementMachine() {}

    /** The transition that the step makes in this state; empty when it changes nothing. */
    public static Optional<Transition> step(SettlementState state, SettlementStep step) {
        return TABLE.stream()
                .filter(row -> row.from() == state && row.step() == step.getClass())
                .map(row -> new Transition(row.to(), row.effect()))
                .findFirst();
    }
}
