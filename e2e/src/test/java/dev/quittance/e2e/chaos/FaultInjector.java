package dev.quittance.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.devstack.Child;
import dev.quittance.devstack.RpcException;
import dev.quittance.e2e.crash.agent.CrashOrder;
import dev.quittance.e2e.crash.agent.CrashPoint;
import dev.quittance.e2e.fault.Toxic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes things go wrong, and right again. */
final class FaultInjector {
    private static final long CALM_BASE_FEE = 100_000_000L;

    private static final Duration CRASH_LIMIT = Duration.ofSeconds(8);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int REORG_DEPTH = 2;

    private final ChaosSuite suite;
    private final List<Thread> lasting = new ArrayList<>();
    private final List<String> endedByThemselves = new ArrayList<>();

    FaultInjector(ChaosSuite suite) {
        this.suite = suite;
    }

    /** Runs the whole plan; returns when its last fault is over. */
    void run(FaultPlan plan) throws IOException, InterruptedException {
        for (FaultPlan.Step step : plan.steps()) {
            rest(step.calm());
            inject(step.fault());
        }
    }

    private void inject(Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case Fault.Kill(String service, Duration away) -> {
                ChaosSuite.kill(suite.processes().service(service).process());
                rest(away);
                suite.processes().relaunch(service);
            }
            case Fault.Crash(String service, CrashOrder order, Duration away) -> crash(service, order, away);
            case Fault.Pause(String service, Duration length) -> {
                signal("STOP", service);
                rest(length);
                signal("CONT", service);
            }
            case Fault.Disturb(Link link, Toxic toxic, Duration length) -> disturb(link, toxic, length);
            case Fault.KillBroker() -> suite.killBroker();
            case Fault.KillDatabase() -> suite.killDatabase();
            case Fault.Reorg(int depth) -> reorg(depth);
            case Fault.DropTransactions() ->
                drop(suite.chain().rpc("txpool_content").path("pending"));
            case Fault.RaiseBaseFee(long fee) -> baseFee(fee);
        }
    }

    /** Other faults come while this one lasts. */
    private void disturb(Link link, Toxic toxic, Duration length) throws IOException {
        suite.disturb(link, toxic);
        lasting.add(Thread.ofVirtual().start(() -> {
            try {
                rest(length);
                suite.disturb(link, new Toxic.None());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    /** Whether the place is passed in time is up to the load; an order that was not carried out is withdrawn. */
    private void crash(String service, CrashOrder order, Duration away) throws IOException, InterruptedException {
        Child process = suite.processes().service(service);
        suite.crashes().arm(process, order);
        if (order.point() == CrashPoint.K18) {
            reorg(REORG_DEPTH);
        }
        long end = System.nanoTime() + CRASH_LIMIT.toNanos();
        while (process.process().isAlive() && System.nanoTime() < end) {
            rest(LOOK);
        }
        suite.crashes().disarm(process);
        if (!process.process().isAlive()) {
            rest(away);
            suite.processes().relaunch(service);
        }
    }

    private void reorg(int depth) {
        suite.chain().rpc("anvil_reorg", depth, List.of());
    }

    private void drop(JsonNode pending) {
        pending.forEach(account -> account.forEach(transaction -> {
            try {
                suite.chain()
                        .rpc("anvil_dropTransaction", transaction.path("hash").asText());
            } catch (RpcException e) {
                // A block took it in between.
            }
        }));
    }

    /** Everything right again: connections calm, fees low, every service running. */
    void clear() throws IOException, InterruptedException {
        for (Thread fault : lasting) {
            fault.join();
        }
        suite.calm();
        baseFee(CALM_BASE_FEE);
        for (String service : suite.services()) {
            signal("CONT", service);
        }
        reviveDead();
    }

    /** Launches again what has ended without being told to. */
    void reviveDead() {
        for (String service : suite.services()) {
            Child child = suite.processes().service(service);
            if (!child.process().isAlive()) {
                endedByThemselves.add(service + " ended by itself, exit code " + child.exitCode());
                suite.processes().relaunch(service);
            }
        }
    }

    /** Processes that ended and nobody had ended them. */
    List<String> endedByThemselves() {
        return List.copyOf(endedByThemselves);
    }

    private void baseFee(long weiPerGas) {
        suite.chain().rpc("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(weiPerGas));
    }

    private void signal(String name, String service) throws IOException, InterruptedException {
        signal(name, suite.processes().service(service).process().pid());
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void rest(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }
}
