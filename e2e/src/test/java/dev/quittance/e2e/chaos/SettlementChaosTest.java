package dev.quittance.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.e2e.chaos.FaultPlan.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Seeded chaos. {@code -Dquittance.chaos.seeds=N} runs N seeds, {@code -Dquittance.chaos.seed=S} starts at a seed,
 * {@code -Dquittance.chaos.faults=N} sets their number, {@code -Dquittance.chaos.kinds=KILL,REORG} their kinds, and with
 * {@code -Dquittance.chaos.json=true} each verdict is a JSON line.
 */
class SettlementChaosTest {
    private static final int CLIENTS = 6;
    /** The seed of every ordinary test run; the launcher draws others. */
    private static final long SEED = 211;

    static LongStream seeds() {
        long first = Long.getLong("quittance.chaos.seed", SEED);
        return LongStream.range(first, first + Integer.getInteger("quittance.chaos.seeds", 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void losesDoublesAndInventsNothing(long seed, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
            throws Exception {
        var plan = FaultPlan.of(seed, kinds(), Integer.getInteger("quittance.chaos.faults", 6));

        Verdict verdict = new ChaosRun(plan, CLIENTS, System.out::println).verdict(folder);

        System.out.println(Boolean.getBoolean("quittance.chaos.json") ? verdict.json() : verdict.line());
        assertThat(verdict.violations())
                .as("seed %d, logs in %s, plan %s", seed, folder, plan)
                .isEmpty();
    }

    private static Set<Kind> kinds() {
        String chosen = System.getProperty("quittance.chaos.kinds", "");
        return chosen.isEmpty()
                ? EnumSet.allOf(Kind.class)
                : Arrays.stream(chosen.split(",", -1)).map(Kind::valueOf).collect(Collectors.toSet());
    }
}
