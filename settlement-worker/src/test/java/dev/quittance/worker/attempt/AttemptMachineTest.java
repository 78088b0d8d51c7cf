package dev.quittance.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.worker.attempt.AttemptMachine.Effect;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttemptMachineTest {
    @Test
    void releasesMembersWhenItClosesOrIsAbandoned() {
        for (AttemptState state : AttemptState.values()) {
            for (AttemptStep step : AttemptStep.values()) {
                AttemptMachine.step(state, step)
                        .ifPresent(transition -> assertThat(transition.effect() == Effect.RELEASE_MEMBERS)
                                .isEqualTo(transition.to() == AttemptState.CLOSED || step == AttemptStep.ABANDONED));
            }
        }
    }

    @Test
    void abandonsOnlyWhatHasNoBytes() {
        for (AttemptState state : AttemptState.values()) {
            assertThat(AttemptMachine.step(state, AttemptStep.ABANDONED).isPresent())
                    .isEqualTo(state == AttemptState.ALLOTTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reopensWhatIsClosedOnlyWhenItsBlockIsGone(AttemptStep step) {
        assertThat(AttemptMachine.step(AttemptState.CLOSED, step).isPresent()).isEqualTo(step == AttemptStep.REORGED);
    }

    @Test
    void closesOnlyOnWhatTheFinalizedHeadSays() {
        var finalSteps = EnumSet.of(AttemptStep.FINALIZED, AttemptStep.NONCE_TAKEN);
        for (AttemptState state : AttemptState.values()) {
            for (AttemptStep step : EnumSet.complementOf(finalSteps)) {
                assertThat(AttemptMachine.step(state, step).filter(t -> t.to() == AttemptState.CLOSED))
                        .isEmpty();
            }
        }
    }

    @Test
    void sendsTheStoredBytesAgainAfterAReorg() {
        assertThat(AttemptMachine.step(AttemptState.INCLUDED, AttemptStep.REORGED))
                .hasValue(new AttemptMachine.Transition(AttemptState.SIGNED, Effect.NONE));
    }
}
