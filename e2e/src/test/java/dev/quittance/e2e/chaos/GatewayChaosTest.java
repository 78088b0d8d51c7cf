package dev.quittance.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Seeded chaos between buyers and their answers, with the same options as {@link SettlementChaosTest} except kinds.
 */
class GatewayChaosTest {
    private static final int BUYERS = 12;
    /** The seed of every ordinary test run; the launcher draws others. */
    private static final long SEED = 673;

    static LongStream seeds() {
        long first = Long.getLong("quittance.chaos.seed", SEED);
        return LongStream.range(first, first + Integer.getInteger("quittance.chaos.seeds", 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deliversWhatIsPaidOnceAndNothingElse(long seed, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        var plan = FaultPlan.ofGateway(seed, Integer.getInteger("quittance.chaos.faults", 5));

        Verdict verdict = new GatewayRun(plan, BUYERS, System.out::println).verdict(folder);

        System.out.println(Boolean.getBoolean("quittance.chaos.json") ? verdict.json() : verdict.line());
        assertThat(verdict.violations())
                .as("seed %d, logs in %s, plan %s", seed, folder, plan)
                .isEmpty();
    }
}
