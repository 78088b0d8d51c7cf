package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.height;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Broker;
import dev.quittance.devstack.Chain;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettlementTest {
    private static final BigInteger TWICE = Transfers.PRICE.multiply(BigInteger.TWO);

    private Suite suite;

    @BeforeEach
    void start() throws Exception {
        suite = new Suite(2);
    }

    @AfterEach
    void stop() {
        suite.close();
    }

    @Test
    void movesTheMoneyAndReportsWhereItStandsOnChain() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker()) {
            // When
            suite.request(payment);
            JsonObject broadcast = suite.awaitOutcome(payment, Outcomes.BROADCAST);
            JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);

            // Then
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(included.text("transaction")).isEqualTo(broadcast.text("transaction"));
            assertThat(included.text("attemptId")).isEqualTo(broadcast.text("attemptId"));
            var receipt = Chain.shared().rpc("eth_getTransactionReceipt", included.text("transaction"));
            assertThat(included.text("blockHash"))
                    .isEqualTo(receipt.path("blockHash").asText());
            assertThat(Long.parseLong(included.text("gasUsed")))
                    .isEqualTo(Long.decode(receipt.path("gasUsed").asText()));
            assertThat(suite.outcomes(payment)).extracting(e -> e.sequence()).containsExactly(1L, 2L);
            assertThat(worker.readiness()).doesNotContainValue(false);
        }
    }

    @Test
    void settlesEachPaymentOnceWhenManyComeAtOnceAndEachTwice() {
        List<Payment> payments = Stream.generate(() -> Transfers.fresh(Transfers.chainTime() + 3_600, TWICE))
                .limit(20)
                .toList();
        try (var worker = suite.worker()) {
            // When
            for (Payment payment : payments) {
                suite.request(payment);
                suite.request(payment);
                suite.publish(payment.paymentId(), Suite.event(UUID.randomUUID(), payment));
            }

            // Then
            for (Payment payment : payments) {
                suite.awaitOutcome(payment, Outcomes.INCLUDED);
                assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            }
            await("attempts closed", () -> {
                mine(1);
                return payments.stream()
                        .allMatch(payment -> suite.attemptState(payment).equals("closed"));
            });
            assertThat(payments)
                    .allSatisfy(payment -> assertThat(suite.query(
                                    "select count(*) from attempt_member where payment_id = ?", payment.paymentId()))
                            .hasValue("1"));
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void resumesWithTheSameNonceWhenItDiedBeforeTheSignature() {
        Payment payment = Transfers.fresh();
        suite.signer.mode(FakeSigner.Mode.HONEST);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.signer.mode(FakeSigner.Mode.ANSWER_LOST);
            suite.request(payment);
            await("a lost signature", () -> suite.signer.signatures() > 0);
            assertThat(suite.attemptState(payment)).isEqualTo("allotted");
        }
        suite.signer.mode(FakeSigner.Mode.HONEST);

        // When
        try (var successor = suite.worker()) {
            suite.awaitOutcome(payment, Outcomes.INCLUDED);

            // Then
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(nonces(payment)).isEqualTo("1");
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RpcProxy.Mode.class,
            names = {"SEND_LOST", "ANSWER_LOST"})
    void sendsTheSameBytesAgainAfterADeathAroundSending(RpcProxy.Mode mode) {
        Payment payment = Transfers.fresh();
        suite.rpc.mode(RpcProxy.Mode.PASS);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.rpc.mode(mode);
            suite.request(payment);
            await("a send without answer", () -> suite.rpc.sends() > 0);
        }
        String hash = hashes(payment);
        suite.rpc.mode(RpcProxy.Mode.PASS);

        // When
        try (var successor = suite.worker()) {
            JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);

            // Then
            assertThat(included.text("transaction").substring(2)).isEqualTo(hash);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(hashes(payment)).isEqualTo(hash);
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @Test
    void waitsForTheNode() {
        Payment payment = Transfers.fresh();
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.rpc.mode(RpcProxy.Mode.DOWN);

            // When
            suite.request(payment);
            await("signed bytes", () -> suite.attemptState(payment).equals("signed"));

            // Then
            assertThat(suite.outcomes(payment)).isEmpty();
            suite.rpc.mode(RpcProxy.Mode.PASS);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void waitsForTheSignerFromTheStart() {
        Payment payment = Transfers.fresh();
        suite.signer.mode(FakeSigner.Mode.DOWN);
        try (var worker = suite.worker()) {
            // When
            suite.request(payment);
            await("queued", () -> suite.settlementState(payment).equals("queued"));
            assertThat(worker.readiness()).containsEntry("lanes", false);
            suite.signer.mode(FakeSigner.Mode.HONEST);

            // Then
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FakeSigner.Mode.class,
            names = {"MORE_GAS", "OTHER_ACCOUNT"})
    void neverSendsWhatItDidNotAskFor(FakeSigner.Mode mode) {
        Payment payment = Transfers.fresh();
        suite.signer.mode(mode);
        try (var worker = suite.worker()) {
            // When
            suite.request(payment);
            await("refused signatures", () -> suite.signer.signatures() > 2);

            // Then
            assertThat(suite.rpc.sends()).isZero();
            assertThat(suite.attemptState(payment)).isEqualTo("allotted");
            suite.signer.mode(FakeSigner.Mode.HONEST);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void countsAStrangersTransferOfTheSameAuthorizationAsSuccess() {
        Payment payment = Transfers.fresh(Transfers.chainTime() + 3_600, TWICE);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            suite.rpc.mode(RpcProxy.Mode.SEND_LOST);
            suite.request(payment);
            await("signed bytes", () -> suite.attemptState(payment).equals("signed"));

            // When
            String stranger = Transfers.sendAsStranger(payment);

            // Then
            JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(included.text("transaction")).isEqualTo(stranger);
            suite.rpc.mode(RpcProxy.Mode.PASS);
            await("own attempt used its nonce", () -> {
                mine(1);
                return suite.attemptState(payment).equals("closed");
            });
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(suite.outcomes(payment))
                    .extracting(e -> e.type())
                    .startsWith(Outcomes.INCLUDED)
                    .doesNotContain(Outcomes.BROADCAST, Outcomes.FAILED);
        }
    }

    @Test
    void failsWhenTheAuthorizationWasUsedBeforeItWasAccepted() {
        Payment payment = Transfers.fresh(Transfers.chainTime() + 3_600, TWICE);
        Transfers.sendAsStranger(payment);
        mine(3);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));

            // When
            suite.request(payment);

            // Then
            JsonObject failed = suite.awaitOutcome(payment, Outcomes.FAILED);
            assertThat(failed.text("reason")).isEqualTo("invalid_exact_evm_nonce_already_used");
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void countsAStrangersUseAboveTheHeadOfVerificationAsSuccessEvenBeforeTheRequestCame() {
        Payment payment = Transfers.fresh(Transfers.chainTime() + 3_600, TWICE);
        long head = height();
        String stranger = Transfers.sendAsStranger(payment);
        mine(3);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));

            // When
            suite.request(payment, head);

            // Then
            JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(included.text("transaction")).isEqualTo(stranger);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void refusesAnAuthorizationThatWasUsedAtTheHeadOfVerification() {
        Payment payment = Transfers.fresh(Transfers.chainTime() + 3_600, TWICE);
        // Given: the worker knows an older head than the one at which the authorization was used
        try (var worker = suite.worker(Map.of("quittance.worker.head.poll-interval", "1h"))) {
            await("ready", () -> !worker.readiness().containsValue(false));
            var receipt = Chain.shared().receipt(Bytes32.parse(Transfers.sendAsStranger(payment)));
            long head = Long.parseLong(receipt.path("blockNumber").asText().substring(2), 16);
            mine(8);

            // When
            suite.request(payment, head);

            // Then
            JsonObject failed = suite.awaitOutcome(payment, Outcomes.FAILED);
            assertThat(failed.text("reason")).isEqualTo("invalid_exact_evm_nonce_already_used");
            assertThat(suite.outcomes(payment)).extracting(e -> e.type()).doesNotContain(Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void failsAnExpiredAuthorizationWithoutSpendingGas() {
        Payment payment = Transfers.fresh(1, Transfers.PRICE);
        try (var worker = suite.worker()) {
            // When
            suite.request(payment);

            // Then
            JsonObject failed = suite.awaitOutcome(payment, Outcomes.FAILED);
            assertThat(failed.text("reason")).isEqualTo("invalid_exact_evm_payload_authorization_valid_before");
            assertThat(suite.attemptState(payment)).isEqualTo("none");
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void keepsARevertedPaymentPendingUntilItsFailureIsProved() {
        long validBefore = Transfers.chainTime() + 600;
        Payment payment = Transfers.fresh(validBefore, BigInteger.ZERO);
        try (var worker = suite.worker(Map.of("quittance.worker.lanes.attempts-max", "2"))) {
            suite.request(payment);
            await("two reverted attempts at the finalized head", () -> {
                mine(1);
                return suite.query("""
                                select count(*) from attempt a join attempt_member m using (attempt_id)
                                where m.payment_id = ? and a.state = 'closed'
                                """, payment.paymentId()).orElseThrow().equals("2");
            });
            assertThat(suite.outcomes(payment)).extracting(e -> e.type()).doesNotContain(Outcomes.FAILED);

            // When
            Chain.shared().rpc("anvil_setNextBlockTimestamp", validBefore + 1);
            mine(3);

            // Then
            JsonObject failed = suite.awaitOutcome(payment, Outcomes.FAILED);
            assertThat(failed.text("reason")).isEqualTo("invalid_exact_evm_transaction_failed");
            assertThat(received(payment)).isZero();
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void setsAsideWhatItCannotReadAndGoesOn() {
        Payment payment = Transfers.fresh();
        Payment foreign = Transfers.fresh();
        UUID key = payment.paymentId();
        try (var worker = suite.worker()) {
            // When
            suite.publish(key, "secret-bytes{".getBytes(StandardCharsets.UTF_8));
            byte[] otherChain = new String(
                            Suite.event(UUID.randomUUID(), foreign).toBytes(), StandardCharsets.UTF_8)
                    .replace("eip155:84532", "eip155:1")
                    .getBytes(StandardCharsets.UTF_8);
            suite.publish(key, otherChain);
            suite.publish(key, Suite.event(UUID.randomUUID(), payment));

            // Then
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            List<String> letters = deadLetters();
            assertThat(letters).anyMatch(letter -> letter.contains("\"reason\":\"not strict JSON\""));
            assertThat(letters).anyMatch(letter -> letter.contains("\"reason\":\"unknown network or asset\""));
            assertThat(letters).noneMatch(letter -> letter.contains("secret-bytes"));
            assertThat(received(foreign)).isZero();
            assertThat(worker.isAlive()).isTrue();
        }
    }

    private String nonces(Payment payment) {
        return suite.query("""
                        select count(distinct (a.lane_id, a.transaction_nonce)) from attempt a
                        join attempt_member m using (attempt_id) where m.payment_id = ?
                        """, payment.paymentId()).orElseThrow();
    }

    private String hashes(Payment payment) {
        return suite.query("""
                        select string_agg(encode(t.transaction_hash, 'hex'), ',') from signed_transaction t
                        join attempt_member m using (attempt_id) where m.payment_id = ?
                        """, payment.paymentId()).orElseThrow();
    }

    private static List<String> deadLetters() {
        var settings = new HashMap<String, Object>(
                Map.of("bootstrap.servers", Broker.shared().bootstrapServers()));
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("settlement.requests.dead-letter").stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var letters = new java.util.ArrayList<String>();
            Suite.await("two dead letters", () -> {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> letters.add(new String(record.value(), StandardCharsets.UTF_8)));
                return letters.size() >= 2;
            });
            return letters;
        }
    }
}
