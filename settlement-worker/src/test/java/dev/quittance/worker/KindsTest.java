package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Contract;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.worker.Transfers.Paid;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payments of every kind, from the request to the proof. */
class KindsTest {
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
    void settlesThroughPermit2() {
        assertSettles(Payers.exact(Payers.approved()), Transfers.PRICE);
    }

    @Test
    void settlesThroughPermit2ForAPayerWhoNeverApprovedIt() {
        assertSettles(Payers.sponsored(Payers.rich()), Transfers.PRICE);
    }

    @Test
    void takesWhatTheMeterSaysFromTheLaneThatThePayerSignedFor() {
        // Given
        BigInteger taken = BigInteger.valueOf(700);
        for (Address lane : suite.signer.accounts()) {
            // When
            JsonObject included = assertSettles(Payers.upto(Payers.approved(), lane, taken), taken);
            // Then
            assertThat(sender(included)).isEqualTo(lane);
        }
    }

    @Test
    void leavesToOthersWhatAnotherSenderMaySettle() {
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment foreign = suite.request(Payers.upto(Payers.approved(), Transfers.randomAddress(), Transfers.PRICE));
            Payment ours = suite.request(Payers.exact(Payers.approved()));
            // Then
            suite.awaitOutcome(ours, Outcomes.INCLUDED);
            assertThat(suite.settlementState(foreign)).isEqualTo("queued");
            assertThat(suite.outcomes(foreign)).isEmpty();
        }
    }

    @Test
    void deploysTheWalletThatPays() {
        // Given
        Paid paid = Payers.undeployed();
        // When
        assertSettles(paid, Transfers.PRICE);
        // Then
        assertThat(code(paid.payment().terms().payer())).isNotEqualTo("0x");
    }

    @Test
    void believesNoTransactionThatMovedNothing() {
        // Given a proxy without code, of which every call succeeds
        Chain.shared().rpc("anvil_setCode", Chain.EXACT_PROXY.toString(), "0x");
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment payment = suite.request(Payers.exact(Payers.approved()));
            suite.awaitOutcome(payment, Outcomes.BROADCAST);
            await("an included attempt", () -> suite.attemptState(payment).matches("included|closed"));
            // Then
            assertThat(received(payment)).isZero();
            assertThat(suite.outcomes(payment)).noneMatch(event -> event.type().equals(Outcomes.INCLUDED));
        } finally {
            Chain.shared()
                    .rpc(
                            "anvil_setCode",
                            Chain.EXACT_PROXY.toString(),
                            Hex.encode(Contract.EXACT_PERMIT2_PROXY.runtime()));
        }
    }

    @Test
    void isProvedByWhoeverSentItFirst() {
        Paid paid = Payers.exact(Payers.approved());
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            long head = Suite.height();
            // When
            String stranger = Payers.sendAsStranger(paid);
            Payment payment = suite.request(paid, head);
            // Then
            assertThat(suite.awaitOutcome(payment, Outcomes.INCLUDED).text("transaction"))
                    .isEqualTo(stranger);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void isDeadOnceItsNonceIsCancelledForGood() {
        Paid paid = Payers.exact(Payers.approved());
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            long head = Suite.height();
            // When
            Payers.cancel(paid);
            Payment payment = suite.request(paid, head);
            await("failed", () -> {
                Suite.mine(1);
                return suite.settlementState(payment).equals("failed");
            });
            // Then
            assertThat(suite.awaitOutcome(payment, Outcomes.FAILED).text("reason"))
                    .isEqualTo("permit2_invalid_nonce");
            assertThat(received(payment)).isZero();
        }
    }

    private JsonObject assertSettles(Paid paid, BigInteger amount) {
        try (var worker = suite.worker(Map.of())) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Payment payment = suite.request(paid);
            JsonObject included = suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(amount);
            return included;
        }
    }

    private static Address sender(JsonObject included) {
        return Address.parse(Chain.shared()
                .rpc("eth_getTransactionByHash", included.text("transaction"))
                .path("from")
                .asText());
    }

    private static String code(Address account) {
        return Chain.shared().rpc("eth_getCode", account.toString(), "latest").asText();
    }
}
