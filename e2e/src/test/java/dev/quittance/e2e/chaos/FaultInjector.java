package dev.quittance.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.devstack.RpcException;
import dev.quittance.e2e.fault.Toxic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes things go wrong, and right again. */
final class FaultInjector {
    private static final long CALM_BASE_FEE = 100_000_000L;

    private final ChaosSuite suite;

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
            case Fault.Pause(String service, Duration length) -> {
                signal("STOP", service);
                rest(length);
                signal("CONT", service);
            }
            case Fault.Disturb(Link link, Toxic toxic, Duration length) -> {
                suite.disturb(link, toxic);
                rest(length);
                suite.disturb(link, new Toxic.None());
            }
            case Fault.KillBroker() -> suite.killBroker();
            case Fault.KillDatabase() -> suite.killDatabase();
            case Fault.Reorg(int depth) -> suite.chain().rpc("anvil_reorg", depth, List.of());
            case Fault.DropTransactions() ->
                drop(suite.chain().rpc("txpool_content").path("pending"));
            case Fault.RaiseBaseFee(long fee) -> baseFee(fee);
        }
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
        suite.calm();
        baseFee(CALM_BASE_FEE);
        for (String service : ChaosSuite.SERVICES) {
            signal("CONT", service);
        }
        reviveDead();
    }

    /** Launches again what has ended by itself. */
    void reviveDead() {
        for (String service : ChaosSuite.SERVICES) {
            if (!suite.processes().service(service).process().isAlive()) {
                suite.processes().relaunch(service);
            }
        }
    }

    private void baseFee(long weiPerGas) {
        suite.chain().rpc("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(weiPerGas));
    }

    private void signal(String name, String service) throws IOException, InterruptedException {
        long pid = suite.processes().service(service).process().pid();
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void rest(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }
}
