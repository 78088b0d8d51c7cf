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
    void sparesWhatIsBehindTheFacilitatorWhenItIsAboutTheGateway() {
        assertThat(FaultPlan.ofGateway(7, 50)).isEqualTo(FaultPlan.ofGateway(7, 50));
        assertThat(FaultPlan.ofGateway(7, 50).steps()).hasSize(50).allSatisfy(step -> {
            if (step.fault() instanceof Fault.Disturb(var link, var toxic, var length)) {
                assertThat(link).isIn(Link.OF_GATEWAY);
            }
            if (step.fault() instanceof Fault.Crash(var service, var order, var away)) {
                assertThat(order.point().services()).contains(service);
            }
        });
    }

    @Test
    void keepsToTheKindsThatWereAskedFor() {
        assertThat(FaultPlan.of(7, EnumSet.of(Kind.KILL), 20).steps())
                .hasSize(20)
                .allSatisfy(step -> assertThat(step.fault()).isInstanceOf(Fault.Kill.class));
    }
}
