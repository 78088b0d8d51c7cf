package dev.quittance.e2e.chaos;

import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What follows the faults: clients insist until all is well or the time is over; what is then still wrong is wrong. */
final class Calm {
    private static final Duration QUIESCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ChaosSuite suite;
    private final List<ChaosClient> clients;
    private final FaultInjector injector;
    private final Consumer<String> told;
    private final Invariants invariants;
    private boolean replayed;

    /**
     * Prepares the judgement.
     *
     * @param funds what each client had at first
     */
    Calm(ChaosSuite suite, List<ChaosClient> clients, BigInteger funds, FaultInjector injector, Consumer<String> told) {
        this.suite = suite;
        this.clients = clients;
        this.injector = injector;
        this.told = told;
        this.invariants = new Invariants(suite, clients, funds);
    }

    /** What does not hold, one line each; nothing when all is well. */
    List<String> violations() throws IOException, InterruptedException, SQLException {
        long begin = System.nanoTime();
        while (true) {
            List<String> violations = judge();
            boolean over = System.nanoTime() - begin > QUIESCE.toNanos();
            if (over || (replayed && violations.isEmpty())) {
                violations.addAll(new Secrecy(suite, clients).violations());
                told.accept("%d payments, %d violations after %.1f s of calm"
                        .formatted(all(clients), violations.size(), (System.nanoTime() - begin) / 1e9));
                return violations;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    private List<String> judge() throws SQLException {
        injector.reviveDead();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            clients.forEach(client -> executor.execute(client::insist));
        }
        if (!replayed && acknowledged(clients) == all(clients)) {
            clients.forEach(ChaosClient::replayAll);
            replayed = true;
        }
        var violations = new ArrayList<>(invariants.violations());
        violations.addAll(injector.endedByThemselves());
        return violations;
    }

    static int all(List<ChaosClient> clients) {
        return clients.stream().mapToInt(client -> client.payments().size()).sum();
    }

    static long acknowledged(List<ChaosClient> clients) {
        return clients.stream()
                .flatMap(client -> client.payments().stream())
                .filter(ChaosPayment::isAcknowledged)
                .count();
    }
}
