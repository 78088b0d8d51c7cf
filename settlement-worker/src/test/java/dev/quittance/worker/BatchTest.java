package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final BigInteger TWICE = Transfers.PRICE.multiply(BigInteger.TWO);
    private static final Map<String, String> SLOW_BATCHES = Map.of("quittance.worker.batch.delay", "5s");

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

    @Test
    void putsWhatWaitsTogetherIntoOneTransactionAndJudgesEachMemberByItsOwnLogs() {
        Payment first = Transfers.fresh();
        List<Payment> payments = payments(10);
        Payment poor = Transfers.fresh(Transfers.chainTime() + 3_600, BigInteger.ZERO);
        Payment used = Transfers.fresh(Transfers.chainTime() + 3_600, TWICE);
        try (var worker = suite.worker(SLOW_BATCHES)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            suite.request(first);
            suite.awaitOutcome(first, Outcomes.BROADCAST);

            // When
            payments.forEach(suite::request);
            suite.request(poor);
            suite.request(used);
            JsonObject broadcast = suite.awaitOutcome(poor, Outcomes.BROADCAST);
            String stranger = Transfers.sendAsStranger(used);
            mine(1);

            // Then
            for (Payment payment : payments) {
                JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);
                assertThat(included.text("transaction")).isEqualTo(broadcast.text("transaction"));
                assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            }
            assertThat(payments.stream()
                            .map(payment -> suite.awaitOutcome(payment, Outcomes.INCLUDED)
                                    .text("logIndex"))
                            .distinct())
                    .hasSize(payments.size());
            assertThat(suite.awaitOutcome(used, Outcomes.INCLUDED).text("transaction"))
                    .isIn(stranger, broadcast.text("transaction"));
            assertThat(received(used)).isEqualTo(Transfers.PRICE);
            assertThat(suite.settlementState(poor)).isEqualTo("broadcast");
        }
    }

    @Test
    void triesTheUnprovedMemberAgainAloneOnceItsAttemptIsFinal() {
        Payment first = Transfers.fresh();
        Payment rich = Transfers.fresh();
        Payment poor = Transfers.fresh(Transfers.chainTime() + 3_600, BigInteger.ZERO);
        try (var worker = suite.worker(SLOW_BATCHES)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            suite.request(first);
            suite.awaitOutcome(first, Outcomes.BROADCAST);
            suite.request(rich);
            suite.request(poor);
            suite.awaitOutcome(poor, Outcomes.BROADCAST);
            mine(1);
            suite.awaitOutcome(rich, Outcomes.INCLUDED);

            // When
            Chain.shared().rpc("evm_setAutomine", true);
            Chain.shared().mint(poor.authorization().from(), Transfers.PRICE);
            Chain.shared().rpc("evm_setAutomine", false);
            await("a second attempt", () -> {
                mine(1);
                return suite.query("select attempts from settlement where payment_id = ?", poor.paymentId())
                        .orElseThrow()
                        .equals("2");
            });

            // Then
            suite.mineUntilIncluded(poor, 1);
            assertThat(suite.query("""
                            select count(*) from attempt_member o where attempt_id in (
                                select attempt_id from attempt_member join attempt using (attempt_id)
                                where payment_id = ? order by created_at desc limit 1)
                            """, poor.paymentId())).hasValue("1");
            assertThat(received(poor)).isEqualTo(Transfers.PRICE);
            assertThat(received(rich)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void hasSeveralTransactionsOfOneLaneUnderWay() {
        List<Payment> payments = payments(12);
        try (var worker = suite.worker(Map.of("quittance.worker.batch.max", "4"))) {
            await("ready", () -> !worker.readiness().containsValue(false));

            // When
            Chain.shared().rpc("evm_setAutomine", false);
            payments.forEach(suite::request);
            payments.forEach(payment -> suite.awaitOutcome(payment, Outcomes.BROADCAST));
            mine(1);

            // Then
            var blocks = new ArrayList<String>();
            var transactions = new ArrayList<String>();
            for (Payment payment : payments) {
                JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);
                blocks.add(included.text("blockNumber"));
                transactions.add(included.text("transaction"));
                assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            }
            assertThat(blocks.stream().distinct()).hasSize(1);
            assertThat(transactions.stream().distinct().count()).isGreaterThan(2);
        }
    }

    @Test
    void reportsSafeAndFinalAsTheHeadsPass() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            suite.request(payment);
            suite.awaitOutcome(payment, Outcomes.BROADCAST);
            mine(1);
            JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);

            // When
            mine(3);

            // Then
            JsonObject last = suite.awaitOutcome(payment, Outcomes.FINALIZED);
            assertThat(last.text("blockHash")).isEqualTo(included.text("blockHash"));
            assertThat(last.text("logIndex")).isEqualTo(included.text("logIndex"));
            assertThat(suite.outcomes(payment))
                    .extracting(e -> e.type())
                    .containsExactly(Outcomes.BROADCAST, Outcomes.INCLUDED, Outcomes.SAFE, Outcomes.FINALIZED);
            assertThat(suite.outcomes(payment)).extracting(e -> e.sequence()).containsExactly(1L, 2L, 3L, 4L);
            await("closed", () -> suite.attemptState(payment).equals("closed"));
        }
    }

    private static List<Payment> payments(int count) {
        return Stream.generate(Transfers::fresh).limit(count).toList();
    }
}
