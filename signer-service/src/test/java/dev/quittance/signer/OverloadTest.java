package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.gate.SigningGate;
import dev.quittance.signer.problem.ProblemException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More than the gate can take: what is turned away has moved nothing, and may come again as it is. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(OverloadTest.SmallGate.class)
class OverloadTest extends SignerTest {
    private static final int PLACES = 3;
    private static final int REQUESTS = 9;
    private static final int LIMIT_SECONDS = 60;

    @Inject
    SigningGate gate;

    /** A request with its token, to be sent as often as one likes. */
    private record Sealed(String body, String token) {}

    @Test
    void turnsAwayWhatFindsNoPlace() throws Exception {
        Address account = account(alice(), "alice-main");
        List<Sealed> requests =
                IntStream.range(0, REQUESTS).mapToObj(_ -> sealed(account)).toList();
        long journaled = journalEntries();
        long spent = spentTokens();
        var answers = new LinkedBlockingQueue<Map.Entry<Sealed, Answer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var held = new HeldGate(threads)) {
            requests.forEach(each -> threads.execute(() -> answers.add(Map.entry(each, send(each)))));

            for (int i = 0; i < REQUESTS - PLACES; i++) {
                var turnedAway = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                assertThat(turnedAway).isNotNull();
                assertProblem(turnedAway.getValue(), 503, "overloaded");
            }
            assertThat(answers).isEmpty();
            assertThat(journalEntries()).isEqualTo(journaled);
            assertThat(spentTokens()).isEqualTo(spent);
            held.release();

            for (int i = 0; i < PLACES; i++) {
                var waited = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                assertThat(waited).isNotNull();
                assertThat(waited.getValue().status()).isEqualTo(200);
            }
        }
        assertThat(journalEntries()).isEqualTo(journaled + PLACES);
        // Nothing was spent by being turned away: request and token are good as they are.
        for (Sealed each : requests.stream().filter(each -> !isSpent(each)).toList()) {
            assertThat(send(each).status()).isEqualTo(200);
        }
        assertThat(journalEntries()).isEqualTo(journaled + REQUESTS);
    }

    @Test
    void decidesNothingThatNobodyWaitsForAnyMore() throws Exception {
        Address account = account(alice(), "alice-main");
        Sealed request = sealed(account);
        long journaled = journalEntries();
        long spent = spentTokens();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var held = new HeldGate(threads)) {
            assertProblem(send(request), 503, "gate_timeout");

            held.release();
        }

        // What comes after it is decided, and it is not
        Sealed next = sealed(account);
        assertThat(send(next).status()).isEqualTo(200);
        assertThat(journalEntries()).isEqualTo(journaled + 1);
        assertThat(spentTokens()).isEqualTo(spent + 1);
        assertThat(send(request).status()).isEqualTo(200);
        assertProblem(send(request), 401, "token_replayed");
    }

    @Test
    void changesNothingThatNobodyWaitsForAnyMore() throws Exception {
        String name = unique("late");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var held = new HeldGate(threads)) {
            assertThatThrownBy(() -> gate.change(connection -> {
                        try (var statement = connection.createStatement()) {
                            return statement.executeUpdate(
                                    "insert into signer.stop (target, name) values ('account', '" + name + "')");
                        }
                    }))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("gate_timeout");
            held.release();
        }
        assertThat(send(sealed(account(alice(), "alice-main"))).status()).isEqualTo(200);

        assertThat(count("select count(*) from signer.stop where name = '" + name + "'"))
                .isZero();
    }

    private Sealed sealed(Address account) {
        JsonObject request = payment(account, requirements());
        String body = request.toString();
        return new Sealed(body, client().token(alice(), "POST", PAYMENTS, body.getBytes(StandardCharsets.UTF_8)));
    }

    private Answer send(Sealed request) {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        return client().send("POST", PAYMENTS, body, "Bearer " + request.token());
    }

    private boolean isSpent(Sealed request) {
        String nonce = JsonObject.parse(request.body()).text("nonce").substring(2);
        return count("select count(*) from signer.signing_journal where nonce = ('0x' || '" + nonce + "')::numeric")
                > 0;
    }

    /** The gate, busy with one change until it is released. */
    private final class HeldGate implements AutoCloseable {
        private final CountDownLatch release = new CountDownLatch(1);
        private final Future<?> holding;

        HeldGate(ExecutorService threads) throws InterruptedException {
            var busy = new CountDownLatch(1);
            holding = threads.submit(() -> gate.change(_ -> {
                busy.countDown();
                try {
                    return release.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }));
            assertThat(busy.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            release.countDown();
        }

        @Override
        public void close() {
            release.countDown();
            holding.cancel(false);
        }
    }

    /** Few places, little patience, and a lease that outlives the holding up. */
    public static final class SmallGate implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quittance.signer.gate.queue-max", Integer.toString(PLACES),
                    "quittance.signer.gate.wait-max", "PT5S",
                    "quittance.signer.lease.life", "PT5M");
        }
    }
}
