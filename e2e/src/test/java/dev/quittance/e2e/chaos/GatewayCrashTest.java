package dev.quittance.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Child;
import dev.quittance.e2e.crash.CrashOrders;
import dev.quittance.e2e.crash.agent.CrashOrder;
import dev.quittance.e2e.crash.agent.CrashPoint;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each crash point of the gateway, in front of an upstream with a record of its own: the process halts at the point, what is
 * durable is what the point says, and the buyer, who sends the same payment again, gets what it paid for, once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayCrashTest {
    private static final int BUYERS = 16;
    private static final BigInteger FUNDS = BigInteger.valueOf(1_000_000);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private ShopUpstream upstream;
    private ChaosSuite suite;
    private List<ShopBuyer> buyers;
    private final List<ShopBuyer> used = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        upstream = new ShopUpstream(ShopUpstream.Mood.Willing::new);
        suite = ChaosSuite.withGateway(folder, upstream.uri());
        suite.start();
        buyers = IntStream.range(0, BUYERS)
                .mapToObj(number -> new ShopBuyer(number, suite.gatewayUrl()))
                .toList();
        suite.fund(buyers.stream().map(ShopBuyer::address).toList(), FUNDS);
    }

    @AfterAll
    void stop() throws Exception {
        suite.close();
        upstream.close();
    }

    private ShopBuyer fresh() {
        var buyer = buyers.get(used.size());
        used.add(buyer);
        return buyer;
    }

    @Order(1)
    @Test
    void challengeOutlivesTheProcessThatGaveIt() throws Exception {
        // Given
        await(() -> suite.processes().isReady(ChaosSuite.GATEWAY));
        var buyer = fresh();
        Child process = suite.processes().service(ChaosSuite.GATEWAY);
        var order = new CrashOrder(CrashPoint.K1, 2);
        suite.crashes().arm(process, order);

        // When
        var challenge = buyer.ask(Offer.REPORT).orElseThrow();
        // The point is passed before the bytes leave, so that one's own answer may be lost.
        assertThat(buyer.ask(Offer.REPORT)).isEmpty();
        awaitEnd(process);

        // Then
        assertThat(CrashOrders.isHit(process, order)).isTrue();
        assertThat(new DurableState(suite)
                        .isAsAt(
                                CrashPoint.K1,
                                ChaosSuite.GATEWAY,
                                buyer.address().toByteArray()))
                .isTrue();

        // When
        suite.processes().relaunch(ChaosSuite.GATEWAY);
        await(() -> suite.processes().isReady(ChaosSuite.GATEWAY));
        var purchase = buyer.sign(Offer.REPORT, challenge);
        await(() -> isOver(buyer, purchase));

        // Then
        assertThat(purchase.isDelivered()).as(() -> purchase.told().toString()).isTrue();
    }

    static Stream<Arguments> crashes() {
        return Stream.of(CrashPoint.K3_SETTLED, CrashPoint.K14, CrashPoint.K15)
                .flatMap(point -> Stream.of(Offer.values()).map(offer -> Arguments.of(point, offer)));
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("crashes")
    void buyerWhoAsksAgainGetsWhatItPaidFor(CrashPoint point, Offer offer) throws Exception {
        // Given
        await(() -> suite.processes().isReady(ChaosSuite.GATEWAY));
        var buyer = fresh();
        var purchase = buyer.sign(offer, buyer.ask(offer).orElseThrow());
        Child process = suite.processes().service(ChaosSuite.GATEWAY);
        var order = new CrashOrder(point, 1);
        suite.crashes().arm(process, order);

        // When
        Thread.ofVirtual().start(() -> buyer.send(purchase));
        awaitEnd(process);
        boolean isAsAt = new DurableState(suite)
                .isAsAt(point, ChaosSuite.GATEWAY, buyer.address().toByteArray());
        int asked = worksFor(purchase);
        suite.processes().relaunch(ChaosSuite.GATEWAY);

        // Then
        assertThat(CrashOrders.isHit(process, order)).isTrue();
        assertThat(isAsAt).as("what is durable at %s", point).isTrue();
        assertThat(purchase.isOver()).as("nobody was answered").isFalse();

        // When
        await(() -> isOver(buyer, purchase));

        // Then
        boolean gap = point == CrashPoint.K14 && !offer.isIdempotent();
        assertThat(purchase.isDelivered()).as(() -> purchase.told().toString()).isNotEqualTo(gap);
        assertThat(worksFor(purchase)).isEqualTo(point == CrashPoint.K14 && !gap ? asked + 1 : Math.max(1, asked));
        if (gap) {
            assertThat(purchase.told().getLast().code()).isEqualTo("delivery_unknown");
        }
    }

    @Order(3)
    @Test
    void everythingAddsUp() throws Exception {
        used.forEach(ShopBuyer::replayAll);
        assertThat(new ShopBooks(suite, used, upstream, FUNDS).violationsOnceCalm())
                .isEmpty();
    }

    /** How often the upstream was asked, by all keys of this kind of request. */
    private int worksFor(ShopPurchase purchase) throws Exception {
        var keys = new Database(suite)
                .rows(
                        Database.GATEWAY,
                        "select payment_id from reservation where payer = ?",
                        purchase.authorization().from().toByteArray());
        return (int) upstream.works().stream()
                .filter(work -> keys.contains(List.of(work.key())))
                .count();
    }

    private void awaitEnd(Child process) throws Exception {
        try {
            await(() -> !process.process().isAlive());
        } finally {
            suite.crashes().disarm(process);
        }
    }

    private static boolean isOver(ShopBuyer buyer, ShopPurchase purchase) {
        if (!purchase.isOver()) {
            buyer.send(purchase);
        }
        return purchase.isOver();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time is over").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }
}
