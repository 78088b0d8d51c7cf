package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two signer processes on one database; the active one is killed while agents pay. */
class SignerTakeoverTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int AGENTS = 8;
    /** For each nonce one of a unit and one of two, which are sent at about the same time. */
    private static final int REQUESTS = 1_600;

    private static final int BEFORE_THE_KILL = 150;
    private static final int BUDGET = 700;

    /** What a request was answered in the end. */
    private record Final(int nonce, int amount, int status, String signature) {}

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong killedAt = new AtomicLong();
    private final AtomicLong firstAfter = new AtomicLong();
    private final AtomicReference<URI> killed = new AtomicReference<>(URI.create(""));
    private final Map<URI, AtomicInteger> signed = new ConcurrentHashMap<>();
    private final CountDownLatch warm = new CountDownLatch(BEFORE_THE_KILL);
    private final CountDownLatch takenOver = new CountDownLatch(1);

    @Test
    void standbyTakesOverAndNothingIsSignedOrCountedTwice(@TempDir Path folder) throws Exception {
        try (var fleet = new SignerFleet(folder, BUDGET);
                var active = fleet.start()) {
            // Given
            active.awaitLine("this signer is active");
            URI first = active.http();
            try (var standby = fleet.start()) {
                URI second = standby.http();
                String account = fleet.account(first);
                assertReadTokenIsSpentEverywhere(fleet, first, second);

                // When
                List<Final> answers = payAndKill(fleet, active, List.of(first, second), account);

                // Then
                System.out.printf(
                        "signer takeover: %d ms from SIGKILL to the standby's first signature; %d signed before, %d after%n",
                        TimeUnit.NANOSECONDS.toMillis(firstAfter.get() - killedAt.get()),
                        signed(first),
                        signed(second));
                assertThat(signed(second)).isPositive();
                assertOneDigestForEachNonce(fleet, answers);
                assertBudgetIsCountedOnce(fleet, answers);
                assertThat(fleet.number("select fence from signer.active_signer"))
                        .isGreaterThanOrEqualTo(2);
            }
        }
    }

    private static void assertReadTokenIsSpentEverywhere(SignerFleet fleet, URI first, URI second) throws Exception {
        String reading = fleet.token("GET", SignerFleet.ACCOUNTS, new byte[0]);
        assertThat(fleet.get(first, SignerFleet.ACCOUNTS, reading).statusCode()).isEqualTo(200);
        assertCode(fleet.get(second, SignerFleet.ACCOUNTS, reading), 401, "token_replayed");
        assertCode(fleet.get(first, SignerFleet.ACCOUNTS, reading), 401, "token_replayed");
    }

    private List<Final> payAndKill(SignerFleet fleet, ServiceProcess active, List<URI> signers, String account)
            throws Exception {
        signers.forEach(each -> signed.put(each, new AtomicInteger()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Final>>> agents = IntStream.range(0, AGENTS)
                    .<Callable<List<Final>>>mapToObj(_ -> () -> pay(fleet, signers, account))
                    .toList();
            List<Future<List<Final>>> running =
                    agents.stream().map(threads::submit).toList();
            assertThat(warm.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            byte[] last = SignerFleet.payment(account, REQUESTS, 1);
            String token = fleet.token("POST", SignerFleet.PAYMENTS, last);
            assertThat(fleet.post(signers.getFirst(), SignerFleet.PAYMENTS, token, last)
                            .statusCode())
                    .isEqualTo(200);
            killed.set(signers.getFirst());
            killedAt.set(System.nanoTime());
            active.kill();
            assertThat(takenOver.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertCode(fleet.post(signers.getLast(), SignerFleet.PAYMENTS, token, last), 401, "token_replayed");
            var answers = new ArrayList<Final>();
            for (Future<List<Final>> each : running) {
                answers.addAll(each.get());
            }
            return answers;
        }
    }

    private List<Final> pay(SignerFleet fleet, List<URI> signers, String account) throws Exception {
        var answers = new ArrayList<Final>();
        for (int i = next.getAndIncrement(); i < REQUESTS; i = next.getAndIncrement()) {
            answers.add(pay(fleet, signers, account, i / 2, 1 + i % 2));
        }
        return answers;
    }

    /** Asks one after the other until one says yes or no. */
    private Final pay(SignerFleet fleet, List<URI> signers, String account, int nonce, int amount) throws Exception {
        byte[] body = SignerFleet.payment(account, nonce, amount);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            for (URI signer : signers) {
                try {
                    String token = fleet.token("POST", SignerFleet.PAYMENTS, body);
                    var answer = fleet.post(signer, SignerFleet.PAYMENTS, token, body);
                    if (answer.statusCode() < 500) {
                        return note(signer, nonce, amount, answer);
                    }
                } catch (IOException e) {
                    // Nobody is there any more, or not yet: the other one is asked.
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
            assertThat(System.nanoTime()).as("no answer").isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Final note(URI signer, int nonce, int amount, HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            String code = JsonObject.parse(answer.body()).text("code");
            assertThat(code).as(answer.body()).isIn("hour_budget_exceeded", "nonce_already_signed");
            return new Final(nonce, amount, answer.statusCode(), "");
        }
        signed.getOrDefault(signer, new AtomicInteger()).incrementAndGet();
        warm.countDown();
        boolean late = killedAt.get() != 0 && !signer.equals(killed.get());
        if (late && firstAfter.compareAndSet(0, System.nanoTime())) {
            takenOver.countDown();
        }
        return new Final(nonce, amount, 200, JsonObject.parse(answer.body()).text("signature"));
    }

    /** What agents hold, and what the journal says, which both signers wrote. */
    private static void assertOneDigestForEachNonce(SignerFleet fleet, List<Final> answers) throws Exception {
        var byNonce = new HashMap<Integer, String>();
        Map<Integer, Integer> journaled = fleet.journaled();
        for (Final each : answers.stream().filter(each -> each.status() == 200).toList()) {
            assertThat(byNonce.put(each.nonce(), each.signature()))
                    .as("nonce %d was signed for one amount", each.nonce())
                    .isNull();
            assertThat(journaled).containsEntry(each.nonce(), each.amount());
        }
        assertThat(fleet.number("select count(*) - count(distinct nonce) from signer.signing_journal"))
                .isZero();
        assertThat(fleet.number("select count(*) - count(distinct signing_digest) from signer.signing_journal"))
                .isZero();
        // The payment of just before the kill is in the journal, too.
        assertThat(fleet.number("select count(*) from signer.signing_journal")).isEqualTo(byNonce.size() + 1);
    }

    private static void assertBudgetIsCountedOnce(SignerFleet fleet, List<Final> answers) throws Exception {
        long held = 1
                + answers.stream()
                        .filter(each -> each.status() == 200)
                        .mapToLong(Final::amount)
                        .sum();
        assertThat(fleet.number("select sum(amount)::bigint from signer.signing_journal"))
                .isEqualTo(held);
        assertThat(fleet.number("select sum(amount)::bigint from signer.spent_bucket"))
                .isEqualTo(held);
        // Spent to the last unit or the last but one, and never over.
        assertThat(held).isBetween(BUDGET - 1L, (long) BUDGET);
    }

    private static void assertCode(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JsonObject.parse(answer.body()).text("code")).isEqualTo(code);
    }

    private int signed(URI signer) {
        return Objects.requireNonNull(signed.get(signer)).get();
    }
}
