package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReorgTest {
    private Suite suite;

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(1);
    }

    @AfterEach
    void stop() {
        Chain.shared().rpc("evm_setAutomine", true);
        suite.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6})
    void putsTheSameBytesOnChainAgainHoweverDeepTheReorganisation(int depth) {
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            List<Payment> payments = settled(3);
            mine(depth - 1);
            JsonObject before = suite.awaitOutcome(payments.getFirst(), Outcomes.INCLUDED);

            // When
            Chain.shared().rpc("anvil_reorg", depth + 3, List.of());
            mine(1);

            // Then
            for (Payment payment : payments) {
                suite.awaitOutcome(payment, Outcomes.REORGED);
                await("included again", () -> included(payment).size() == 2);
                assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            }
            JsonObject after = included(payments.getFirst()).getLast();
            assertThat(after.text("transaction")).isEqualTo(before.text("transaction"));
            assertThat(after.text("blockHash")).isNotEqualTo(before.text("blockHash"));
            await("final at last", () -> {
                mine(1);
                return payments.stream()
                        .allMatch(p -> suite.settlementState(p).equals("finalized")
                                && suite.attemptState(p).equals("closed"));
            });
        }
    }

    @Test
    void noticesAReorganisationThatHappenedWhileNobodyLooked() {
        Payment payment;
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            payment = settled(1).getFirst();
        }

        // When
        Chain.shared().rpc("anvil_reorg", 3, List.of());
        mine(1);

        // Then
        try (var successor = suite.worker()) {
            suite.awaitOutcome(payment, Outcomes.REORGED);
            await("included again", () -> included(payment).size() == 2);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @Test
    void sendsAgainWhatTheNodeDropped() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            suite.request(payment);
            String hash = suite.awaitOutcome(payment, Outcomes.BROADCAST).text("transaction");

            // When
            Chain.shared().rpc("anvil_dropTransaction", hash);

            // Then
            await("included", () -> {
                mine(1);
                return !included(payment).isEmpty();
            });
            assertThat(included(payment).getFirst().text("transaction")).isEqualTo(hash);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    private List<Payment> settled(int count) {
        List<Payment> payments = Stream.generate(Transfers::fresh).limit(count).toList();
        // The payers' own money must not be in the blocks that go.
        mine(12);
        payments.forEach(suite::request);
        payments.forEach(payment -> suite.awaitOutcome(payment, Outcomes.INCLUDED));
        return payments;
    }

    private List<JsonObject> included(Payment payment) {
        return suite.outcomes(payment).stream()
                .filter(event -> event.type().equals(Outcomes.INCLUDED))
                .map(event -> JsonObject.parse(event.dataJson()))
                .toList();
    }
}
