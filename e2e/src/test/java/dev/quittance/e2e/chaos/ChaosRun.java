package dev.quittance.e2e.chaos;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** One run: clients pay while a plan's faults hit, then everything is calm, and then the invariants are judged. */
final class ChaosRun {
    private static final BigInteger FUNDS = BigInteger.valueOf(100_000_000);

    private final FaultPlan plan;
    private final int clientCount;
    private final Consumer<String> told;

    ChaosRun(FaultPlan plan, int clientCount, Consumer<String> told) {
        this.plan = plan;
        this.clientCount = clientCount;
        this.told = told;
    }

    /** Runs it on a suite in this folder. */
    Verdict verdict(Path folder) throws IOException, InterruptedException, SQLException {
        told.accept(
                "seed " + plan.seed() + ": " + (plan.twoWorkers() ? "two workers, " : "one worker, ") + plan.steps());
        try (var suite = ChaosSuite.ofSettlement(folder, plan.twoWorkers())) {
            suite.start();
            String token = suite.token();
            List<ChaosClient> clients = LongStream.range(0, clientCount)
                    .mapToObj(number -> new ChaosClient(
                            plan.seed() + number,
                            suite.settleUrl(),
                            token,
                            suite.chain().token(),
                            suite.payee()))
                    .toList();
            suite.fund(clients.stream().map(ChaosClient::payer).toList(), FUNDS);
            var injector = new FaultInjector(suite);
            payUnderFaults(clients, injector);
            injector.clear();
            told.accept("faults are over after " + Calm.all(clients) + " payments, " + Calm.acknowledged(clients)
                    + " acknowledged");
            List<String> violations = new Calm(suite, clients, FUNDS, injector, told).violations();
            return new Verdict("settle", plan, Calm.all(clients), violations);
        }
    }

    private void payUnderFaults(List<ChaosClient> clients, FaultInjector injector)
            throws IOException, InterruptedException {
        var goesOn = new AtomicBoolean(true);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var paying = clients.stream()
                    .map(client -> executor.submit(() -> {
                        client.pay(goesOn::get);
                        return client;
                    }))
                    .toList();
            try {
                injector.run(plan);
            } finally {
                goesOn.set(false);
            }
            for (var client : paying) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client broke", e.getCause());
        }
    }
}
