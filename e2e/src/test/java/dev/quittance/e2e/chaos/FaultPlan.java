package dev.quittance.e2e.chaos;

import dev.quittance.e2e.crash.agent.CrashOrder;
import dev.quittance.e2e.crash.agent.CrashPoint;
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
 * @param twoWorkers whether a second worker runs
 * @param steps in order
 */
record FaultPlan(long seed, boolean twoWorkers, List<Step> steps) {
    private static final List<String> ONE_WORKER =
            List.of(ChaosSuite.FACILITATOR, ChaosSuite.WORKER, ChaosSuite.SIGNER);
    private static final List<String> TWO_WORKERS =
            List.of(ChaosSuite.FACILITATOR, ChaosSuite.WORKER, ChaosSuite.SIGNER, ChaosSuite.SECOND_WORKER);
    private static final List<CrashPoint> POINTS = List.of(CrashPoint.values());
    private static final Set<Kind> OF_GATEWAY = EnumSet.of(Kind.KILL, Kind.CRASH, Kind.PAUSE, Kind.DISTURB);
    private static final int AFTER_MAX = 3;
    private static final long[] BASE_FEES = {2_000_000_000L, 30_000_000_000L, 60_000_000_000L};

    /** A fault after some time without. */
    record Step(Duration calm, Fault fault) {}

    /** What faults may hit. */
    private record Targets(List<String> services, List<Link> links) {}

    /** The kinds of faults that can be asked for. */
    enum Kind {
        KILL,
        CRASH,
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
        boolean twoWorkers = random.nextBoolean();
        var targets = new Targets(twoWorkers ? TWO_WORKERS : ONE_WORKER, Link.OF_SETTLEMENT);
        return new FaultPlan(seed, twoWorkers, steps(random, kinds, targets, faults));
    }

    /** Faults between clients and the facilitator. */
    static FaultPlan ofGateway(long seed, int faults) {
        var targets = new Targets(List.of(ChaosSuite.GATEWAY, ChaosSuite.FACILITATOR), Link.OF_GATEWAY);
        return new FaultPlan(seed, false, steps(new Random(seed), OF_GATEWAY, targets, faults));
    }

    private static List<Step> steps(Random random, Set<Kind> kinds, Targets targets, int faults) {
        var chosen = List.copyOf(EnumSet.copyOf(kinds));
        var steps = new ArrayList<Step>();
        for (int i = 0; i < faults; i++) {
            Kind kind = chosen.get(random.nextInt(chosen.size()));
            steps.add(new Step(millis(random, 300, 4_000), fault(random, kind, targets)));
        }
        return List.copyOf(steps);
    }

    private static Fault fault(Random random, Kind kind, Targets targets) {
        List<String> services = targets.services();
        return switch (kind) {
            case KILL -> new Fault.Kill(any(random, services), millis(random, 0, 2_000));
            case CRASH -> crash(random, any(random, passed(services)), services);
            case PAUSE -> new Fault.Pause(any(random, services), millis(random, 500, 7_000));
            case DISTURB -> new Fault.Disturb(any(random, targets.links()), toxic(random), millis(random, 500, 4_000));
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

    private static Fault crash(Random random, CrashPoint point, List<String> services) {
        List<String> passing =
                services.stream().filter(service -> passes(service, point)).toList();
        var order = new CrashOrder(point, 1 + random.nextInt(AFTER_MAX));
        return new Fault.Crash(any(random, passing), order, millis(random, 0, 2_000));
    }

    /** Points that a process of the suite can pass at all. */
    private static List<CrashPoint> passed(List<String> services) {
        return POINTS.stream()
                .filter(point -> services.stream().anyMatch(service -> passes(service, point)))
                .toList();
    }

    private static boolean passes(String service, CrashPoint point) {
        return point.services().stream().anyMatch(service::startsWith);
    }

    private static <T> T any(Random random, List<T> among) {
        return among.get(random.nextInt(among.size()));
    }

    private static Duration millis(Random random, int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }
}
