package dev.quittance.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.e2e.chaos.FaultPlan.Kind;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    @Test
    void sameSeedMeansSameFaults() {
        var kinds = EnumSet.allOf(Kind.class);

        assertThat(FaultPlan.of(7, kinds, 20)).isEqualTo(FaultPlan.of(7, kinds, 20));
        assertThat(FaultPlan.of(7, kinds, 20)).isNotEqualTo(FaultPlan.of(8, kinds, 20));
    }

    @Test
    void keepsToTheKindsThatWereAskedFor() {
        assertThat(FaultPlan.of(7, EnumSet.of(Kind.KILL), 20).steps())
                .hasSize(20)
                .allSatisfy(step -> assertThat(step.fault()).isInstanceOf(Fault.Kill.class));
    }
}
