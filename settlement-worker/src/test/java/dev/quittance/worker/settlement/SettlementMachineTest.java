package dev.quittance.worker.settlement;

import static dev.quittance.worker.settlement.SettlementState.BROADCAST;
import static dev.quittance.worker.settlement.SettlementState.FAILED;
import static dev.quittance.worker.settlement.SettlementState.FINALIZED;
import static dev.quittance.worker.settlement.SettlementState.INCLUDED;
import static dev.quittance.worker.settlement.SettlementState.QUEUED;
import static dev.quittance.worker.settlement.SettlementState.SAFE;
import static dev.quittance.worker.settlement.SettlementState.SUBMITTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.worker.settlement.SettlementMachine.Effect;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettlementMachineTest {
    private static final Bytes32 WORD = new Bytes32(new byte[32]);
    private static final List<SettlementStep> STEPS = List.of(
            new SettlementStep.Allotted(),
            new SettlementStep.Sent(new UUID(0, 1), WORD),
            new SettlementStep.Proved(Optional.empty(), new Proof(WORD, 1, WORD, 0), Optional.empty()),
            new SettlementStep.AttemptEnded(),
            new SettlementStep.Dead(ErrorReason.INVALID_EXACT_EVM_TRANSACTION_FAILED, Optional.empty()),
            new SettlementStep.Safe(),
            new SettlementStep.Finalized(),
            new SettlementStep.Reorged());

    @ParameterizedTest
    @EnumSource(names = "FAILED")
    void neverLeavesATerminalState(SettlementState terminal) {
        assertThat(STEPS)
                .allSatisfy(step ->
                        assertThat(SettlementMachine.step(terminal, step)).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUED", "SUBMITTING", "BROADCAST"})
    void acceptsProofAndDeathInEveryOpenState(SettlementState open) {
        assertThat(SettlementMachine.step(open, STEPS.get(2)))
                .hasValue(new SettlementMachine.Transition(INCLUDED, Effect.ANNOUNCE));
        assertThat(SettlementMachine.step(open, STEPS.get(4)))
                .hasValue(new SettlementMachine.Transition(FAILED, Effect.ANNOUNCE));
    }

    @Test
    void announcesABroadcastOnce() {
        assertThat(SettlementMachine.step(BROADCAST, STEPS.get(1))).isEmpty();
    }

    @Test
    void takesNoSecondAttemptWhileOneIsUnderWay() {
        for (SettlementState state : SettlementState.values()) {
            assertThat(SettlementMachine.step(state, STEPS.getFirst()).isPresent())
                    .isEqualTo(state == QUEUED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INCLUDED", "SAFE", "FINALIZED"})
    void takesBackWhatTheChainTookBack(SettlementState proved) {
        assertThat(SettlementMachine.step(proved, new SettlementStep.Reorged()))
                .hasValue(new SettlementMachine.Transition(SUBMITTING, Effect.ANNOUNCE));
        assertThat(SettlementMachine.step(proved, STEPS.get(4))).isEmpty();
    }

    @Test
    void becomesFinalOnlyBySafe() {
        assertThat(SettlementMachine.step(INCLUDED, new SettlementStep.Finalized()))
                .isEmpty();
        assertThat(SettlementMachine.step(INCLUDED, new SettlementStep.Safe()))
                .hasValue(new SettlementMachine.Transition(SAFE, Effect.ANNOUNCE));
        assertThat(SettlementMachine.step(SAFE, new SettlementStep.Finalized()))
                .hasValue(new SettlementMachine.Transition(FINALIZED, Effect.ANNOUNCE));
    }

    @Test
    void everyProofIsTakenBackBeforeAnotherAndNothingFollowsFailure() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int run = 0; run < 20_000; run++) {
            SettlementState state = QUEUED;
            int proofs = 0;
            int takenBack = 0;
            for (int i = 0; i < 50; i++) {
                SettlementStep step = STEPS.get(random.nextInt(STEPS.size()));
                var transition = SettlementMachine.step(state, step);
                if (transition.isPresent()) {
                    assertThat(state).isNotEqualTo(FAILED);
                    state = transition.get().to();
                    proofs += step instanceof SettlementStep.Proved ? 1 : 0;
                    takenBack += step instanceof SettlementStep.Reorged ? 1 : 0;
                }
                boolean standing = state == INCLUDED || state == SAFE || state == FINALIZED;
                assertThat(proofs - takenBack).isEqualTo(standing ? 1 : 0);
            }
        }
    }
}
