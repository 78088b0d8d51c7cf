package dev.quittance.e2e.chaos;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** One run: clients pay while a plan's faults hit, then everything is calm, and then the invariants are judged. */
final class ChaosRun {
    private static final BigInteger FUNDS = BigInteger.valueOf(100_000_000);
    private static final Duration QUIESCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final FaultPlan plan;
    private final int clientCount;
    private final Consumer<String> told;

    ChaosRun(FaultPlan plan, int clientCount, Consumer<String> told) {
        this.plan = plan;
        this.clientCount = clientCount;
        this.told = told;
    }

    /** What does not hold, one line each; nothing when all is well. */
    List<String> violations(Path folder) throws IOException, InterruptedException, SQLException {
        told.accept(
                "seed " + plan.seed() + ": " + (plan.twoWorkers() ? "two workers, " : "one worker, ") + plan.steps());
        try (var suite = new ChaosSuite(folder, plan.twoWorkers())) {
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
            suite.chain().mint(suite.payee(), BigInteger.ONE);
            suite.chain().mintAll(clients.stream().map(ChaosClient::payer).toList(), FUNDS);
            var injector = new FaultInjector(suite);
            payUnderFaults(clients, injector);
            injector.clear();
            told.accept("faults are over after "
                    + clients.stream()
                            .mapToInt(client -> client.payments().size())
                            .sum() + " payments, "
                    + acknowledged(clients) + " acknowledged");
            return quiesce(suite, clients, injector);
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

    /** Clients insist until all is well or the time is over; what is then still wrong is wrong. */
    private List<String> quiesce(ChaosSuite suite, List<ChaosClient> clients, FaultInjector injector)
            throws InterruptedException, SQLException {
        long begin = System.nanoTime();
        var invariants = new Invariants(suite, clients, FUNDS);
        boolean replayed = false;
        while (true) {
            injector.reviveDead();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                clients.forEach(client -> executor.execute(client::insist));
            }
            boolean over = System.nanoTime() - begin > QUIESCE.toNanos();
            if (!replayed && acknowledged(clients) == all(clients)) {
                clients.forEach(ChaosClient::replayAll);
                replayed = true;
            }
            var violations = new ArrayList<>(invariants.violations());
            violations.addAll(injector.endedByThemselves());
            if (over || (replayed && violations.isEmpty())) {
                told.accept("%d payments, %d violations after %.1f s of calm"
                        .formatted(all(clients), violations.size(), (System.nanoTime() - begin) / 1e9));
                return violations;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    private static long all(List<ChaosClient> clients) {
        return clients.stream().mapToLong(client -> client.payments().size()).sum();
    }

    private static long acknowledged(List<ChaosClient> clients) {
        return clients.stream()
                .flatMap(client -> client.payments().stream())
                .filter(ChaosPayment::isAcknowledged)
                .count();
    }
}
