package dev.quittance.facilitator.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.events.Event;
import dev.quittance.facilitator.database.Database;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A second replica: it shares the database with the application and nothing else. */
@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class AnswerWatchTest {
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private final PaymentStore payments = new PaymentStore(InstantSource.system());
    private final Waiters waiters = new Waiters();
    private final DataSource dataSource = dataSource();
    private final AnswerWatch watch = new AnswerWatch(dataSource, payments, waiters, new OutcomeConfig() {
        @Override
        public String consumerGroup() {
            return "unused";
        }

        @Override
        public int batchMax() {
            return 1;
        }

        @Override
        public Duration sweepInterval() {
            // No sweep comes to the help of a notification.
            return Duration.ofHours(1);
        }
    });

    @BeforeEach
    void start() {
        watch.start(new StartupEvent());
    }

    @AfterEach
    void stop() throws Exception {
        var stopping = Thread.ofPlatform().start(() -> {
            try {
                watch.stop(new ShutdownEvent());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Await.untilTrue("the end of the watch", () -> {
            notifyAll(dataSource);
            return !watch.isAlive();
        });
        stopping.join();
    }

    @Test
    void wakesByNotificationTheCallsThatWaitForWhatTheApplicationWrote() throws Exception {
        // Given
        UUID id = begun(Offer.good());
        var answer = waitFor(id);
        // When
        var worker = FakeWorker.start();
        worker.included(id, 1);
        // Then
        assertThat(answer.join().orElseThrow().success()).isTrue();
        worker.stop();
    }

    @Test
    void wakesByNotificationTheCallsThatWaitForWhatAThirdReplicaWrote() throws Exception {
        // Given
        UUID id = begun(Offer.good());
        var answer = waitFor(id);
        // When
        var third = new Outcomes(new Database(dataSource), payments, new Waiters(), new SimpleMeterRegistry());
        third.handle(List.of(included(id)));
        // Then
        assertThat(answer.join().orElseThrow().success()).isTrue();
    }

    @Test
    void givesTheSameAnswerToACallThatComesAfterARestart() throws Exception {
        // Given a call whose replica answered pending and is gone
        var offer = Offer.good();
        var pending = Caller.MERCHANT.post("/settle", offer.body());
        UUID id = Rows.payment(offer).orElseThrow().terms().id();
        var answer = waitFor(id);
        // When
        var restarted = new Outcomes(new Database(dataSource), payments, new Waiters(), new SimpleMeterRegistry());
        restarted.handle(List.of(included(id)));
        // Then
        assertThat(JsonObject.parse(pending.body()).text("errorReason")).isEqualTo("settlement_pending");
        assertThat(answer.join().orElseThrow().json())
                .isEqualTo(Caller.MERCHANT.post("/settle", offer.body()).body());
    }

    private CompletableFuture<Optional<Answer>> waitFor(UUID id) throws Exception {
        var answer = new CompletableFuture<Optional<Answer>>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(waiters.await(id, WAIT_MAX));
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        Await.untilTrue("the waiting call", () -> waiters.payments().contains(id));
        return answer;
    }

    private static UUID begun(Offer offer) throws Exception {
        var _ = Caller.MERCHANT.postLater("/settle", offer.body());
        return Await.until("the payment", () -> Rows.payment(offer)).terms().id();
    }

    private static Event included(UUID id) {
        var data = JsonObject.builder()
                .put("paymentId", id.toString())
                .put("transaction", FakeWorker.transactionOf(id).toString())
                .put("blockNumber", "17")
                .put("blockHash", Keccak256.hash("block 17").toString())
                .put("logIndex", "3")
                .build();
        return new Event(
                UUID.randomUUID(),
                "/settlement-worker",
                "quittance.settlement.included",
                id.toString(),
                1,
                Instant.now(),
                Optional.empty(),
                data.toString());
    }

    private static void notifyAll(DataSource dataSource) throws Exception {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("notify " + AnswerWatch.CHANNEL);
        }
    }

    private static DataSource dataSource() {
        var postgres = FacilitatorStack.postgres();
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(postgres.jdbcUrl("facilitator"));
        dataSource.setUser("facilitator");
        dataSource.setPassword(postgres.password("facilitator"));
        return dataSource;
    }
}
