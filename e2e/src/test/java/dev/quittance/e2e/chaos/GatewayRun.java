package dev.quittance.e2e.chaos;

import dev.quittance.e2e.chaos.ShopUpstream.Mood;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** One run: buyers buy through the gateway while a plan's faults hit and the upstream has moods, then the books are judged. */
final class GatewayRun {
    private static final BigInteger FUNDS = BigInteger.valueOf(100_000_000);
    private static final Duration QUIESCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration HESITATION = Duration.ofSeconds(1);

    private final FaultPlan plan;
    private final int buyerCount;
    private final Consumer<String> told;
    private final AtomicBoolean goesOn = new AtomicBoolean(true);

    GatewayRun(FaultPlan plan, int buyerCount, Consumer<String> told) {
        this.plan = plan;
        this.buyerCount = buyerCount;
        this.told = told;
    }

    /** Runs it on a suite in this folder. */
    Verdict verdict(Path folder) throws IOException, InterruptedException, SQLException {
        told.accept("seed " + plan.seed() + ": " + plan.steps());
        var moods = new Random(plan.seed());
        try (var upstream = new ShopUpstream(() -> mood(moods));
                var suite = ChaosSuite.withGateway(folder, upstream.uri())) {
            suite.start();
            List<ShopBuyer> buyers = LongStream.range(0, buyerCount)
                    .mapToObj(number -> new ShopBuyer(plan.seed() + number, suite.gatewayUrl()))
                    .toList();
            suite.fund(buyers.stream().map(ShopBuyer::address).toList(), FUNDS);
            var injector = new FaultInjector(suite);
            buyUnderFaults(buyers, injector);
            injector.clear();
            told.accept("faults are over after " + all(buyers) + " purchases, " + over(buyers) + " over");
            List<String> violations = calm(buyers, injector, new ShopBooks(suite, buyers, upstream, FUNDS));
            return new Verdict("gateway", plan, all(buyers), violations);
        }
    }

    /** Of one request in five something becomes while faults last: an error, a hesitation, or a silence that is too long. */
    private Mood mood(Random moods) {
        int drawn;
        synchronized (moods) {
            drawn = moods.nextInt(15);
        }
        if (!goesOn.get()) {
            return new Mood.Willing();
        }
        return switch (drawn) {
            case 0 -> new Mood.Broken();
            case 1 -> new Mood.Slow(HESITATION);
            case 2 -> new Mood.Slow(ChaosSuite.UPSTREAM_PATIENCE.plus(HESITATION));
            default -> new Mood.Willing();
        };
    }

    private void buyUnderFaults(List<ShopBuyer> buyers, FaultInjector injector)
            throws IOException, InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var buying = buyers.stream()
                    .map(buyer -> executor.submit(() -> {
                        buyer.buy(goesOn::get);
                        return buyer;
                    }))
                    .toList();
            try {
                awaitFirstDeliveries(buyers);
                injector.run(plan);
            } finally {
                goesOn.set(false);
            }
            for (var buyer : buying) {
                buyer.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a buyer broke", e.getCause());
        }
    }

    /** Faults hit a suite that sells, not one that still warms up. */
    private static void awaitFirstDeliveries(List<ShopBuyer> buyers) throws InterruptedException {
        long end = System.nanoTime() + QUIESCE.toNanos();
        while (over(buyers) < buyers.size() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    /** Buyers insist until all is over, then ask for everything once more; what is then still wrong is wrong. */
    private List<String> calm(List<ShopBuyer> buyers, FaultInjector injector, ShopBooks books)
            throws IOException, InterruptedException, SQLException {
        long begin = System.nanoTime();
        boolean replayed = false;
        while (true) {
            injector.reviveDead();
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                buyers.forEach(buyer -> executor.execute(buyer::insist));
            }
            if (!replayed && over(buyers) == all(buyers)) {
                buyers.forEach(ShopBuyer::replayAll);
                replayed = true;
            }
            var violations = new ArrayList<>(books.violations());
            violations.addAll(injector.endedByThemselves());
            boolean timeIsOver = System.nanoTime() - begin > QUIESCE.toNanos();
            if (timeIsOver || (replayed && violations.isEmpty())) {
                told.accept("%d purchases, %d violations after %.1f s of calm"
                        .formatted(all(buyers), violations.size(), (System.nanoTime() - begin) / 1e9));
                return violations;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    private static int all(List<ShopBuyer> buyers) {
        return buyers.stream().mapToInt(buyer -> buyer.purchases().size()).sum();
    }

    private static long over(List<ShopBuyer> buyers) {
        return buyers.stream()
                .flatMap(buyer -> buyer.purchases().stream())
                .filter(ShopPurchase::isOver)
                .count();
    }
}
