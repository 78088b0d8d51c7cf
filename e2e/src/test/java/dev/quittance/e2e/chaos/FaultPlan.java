package dev.quittance.e2e.chaos;

import dev.quittance.e2e.fault.Toxic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What goes wrong and when, as a seed decides.
 *
 * @param steps in order
 */
record FaultPlan(long seed, List<Step> steps) {
    private static final List<String> SERVICES = List.of("facilitator", "settlement-worker", "signer-service");
    private static final List<Link> LINKS = List.of(Link.values());
    private static final long[] BASE_FEES = {2_000_000_000L, 30_000_000_000L, 60_000_000_000L};

    /** A fault after some time without. */
    record Step(Duration calm, Fault fault) {}

    /** The kinds of faults that can be asked for. */
    enum Kind {
        KILL,
        PAUSE,
        DISTURB,
        BROKER,
        DATABASE,
        REORG,
        DROP,
        FEES
    }

    /** The same seed, kinds and number give the same plan. */
    static FaultPlan of(long seed, Set<Kind> kinds, int faults) {
        var random = new Random(seed);
        var chosen = List.copyOf(EnumSet.copyOf(kinds));
        var steps = new ArrayList<Step>();
        for (int i = 0; i < faults; i++) {
            steps.add(new Step(millis(random, 300, 4_000), fault(random, chosen.get(random.nextInt(chosen.size())))));
        }
        return new FaultPlan(seed, List.copyOf(steps));
    }

    private static Fault fault(Random random, Kind kind) {
        return switch (kind) {
            case KILL -> new Fault.Kill(service(random), millis(random, 0, 2_000));
            case PAUSE -> new Fault.Pause(service(random), millis(random, 500, 7_000));
            case DISTURB ->
                new Fault.Disturb(LINKS.get(random.nextInt(LINKS.size())), toxic(random), millis(random, 500, 4_000));
            case BROKER -> new Fault.KillBroker();
            case DATABASE -> new Fault.KillDatabase();
            case REORG -> new Fault.Reorg(1 + random.nextInt(3));
            case DROP -> new Fault.DropTransactions();
            case FEES -> new Fault.RaiseBaseFee(BASE_FEES[random.nextInt(BASE_FEES.length)]);
        };
    }

    private static Toxic toxic(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Toxic.Latency(millis(random, 20, 400));
            case 1 -> new Toxic.HalfOpen();
            case 2 -> new Toxic.Reset();
            case 3 -> new Toxic.ResetBeforeAnswer();
            default -> new Toxic.Down();
        };
    }

    private static String service(Random random) {
        return SERVICES.get(random.nextInt(SERVICES.size()));
    }

    private static Duration millis(Random random, int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }
}
