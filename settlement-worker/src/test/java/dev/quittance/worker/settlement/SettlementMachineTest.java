package dev.quittance.worker.settlement;

import static dev.quittance.worker.settlement.SettlementState.BROADCAST;
import static dev.quittance.worker.settlement.SettlementState.FAILED;
import static dev.quittance.worker.settlement.SettlementState.INCLUDED;
import static dev.quittance.worker.settlement.SettlementState.QUEUED;
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
            new SettlementStep.Proved(Optional.empty(), new Proof(WORD, 1, WORD, 0)),
            new SettlementStep.AttemptEnded(),
            new SettlementStep.Dead(ErrorReason.INVALID_EXACT_EVM_TRANSACTION_FAILED, Optional.empty()));

    @ParameterizedTest
    @EnumSource(names = {"INCLUDED", "FAILED"})
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

    @Test
    void announcesOneTerminalOutcomeWhateverTheOrderOfNews() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int run = 0; run < 20_000; run++) {
            SettlementState state = QUEUED;
            int terminal = 0;
            for (int i = 0; i < 30; i++) {
                var transition = SettlementMachine.step(state, STEPS.get(random.nextInt(STEPS.size())));
                if (transition.isPresent()) {
                    state = transition.get().to();
                    if (state == INCLUDED || state == FAILED) {
                        assertThat(transition.get().effect()).isEqualTo(Effect.ANNOUNCE);
                        terminal++;
                    }
                }
            }
            assertThat(terminal).isLessThanOrEqualTo(1);
        }
    }
}
