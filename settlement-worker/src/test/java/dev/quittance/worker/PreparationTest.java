package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.worker.Transfers.Paid;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payers who bring the transaction that approves Permit2: theirs comes first, then ours. */
class PreparationTest {
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
    void putsTheApprovalOnChainAndThenThePayment() {
        // Given
        Paid paid = Payers.approving(Payers.rich(), 0);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment payment = suite.request(paid);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            // Then
            assertThat(blockOf(paid)).isNotEqualTo("");
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(suite.query("select attempts from settlement where payment_id = ?", payment.paymentId()))
                    .hasValue("1");
        }
    }

    @Test
    void sendsNothingOfOursWhileTheApprovalIsNotInABlock() {
        // Given
        Paid paid = Payers.approving(Payers.rich(), 0);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            // When
            Payment payment = suite.request(paid);
            await("the approval at the node", () -> isKnown(paid));
            // Then
            assertThat(preparation(payment)).isEqualTo("sent");
            assertThat(suite.attemptState(payment)).isEqualTo("none");
            suite.mineUntilIncluded(payment, 1);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
        }
    }

    @Test
    void sendsTheApprovalAgainAfterACrashAndAfterTheNodeLostIt() {
        // Given a worker that ends between the approval and the payment
        Paid paid = Payers.approving(Payers.rich(), 0);
        Payment payment;
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            payment = suite.request(paid);
            await("the approval at the node", () -> isKnown(paid));
        }
        // When
        Chain.shared().rpc("anvil_dropTransaction", hash(paid));
        Chain.shared().rpc("evm_setAutomine", true);
        // Then
        try (var successor = suite.worker()) {
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @Test
    void bringsBothBackWhenAReorganisationTakesBoth() {
        // Given
        Paid paid = Payers.approving(Payers.rich(), 0);
        mine(4);
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Payment payment = suite.request(paid);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            // When
            Chain.shared().rpc("anvil_reorg", 2, List.of());
            mine(1);
            // Then
            suite.awaitOutcome(payment, Outcomes.REORGED);
            suite.mineUntilIncluded(payment, 2);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(blockOf(paid)).isNotEqualTo("");
        }
    }

    @Test
    void givesUpWithTheCauseOnceThePermitIsOver() {
        // Given
        var spender = Payers.rich();
        Paid spent = Payers.approving(spender, 0);
        Payers.useNonce(spender);
        Paid poor = Payers.approving(Payers.rich(), 0);
        Chain.shared().rpc("anvil_setBalance", poor.payment().terms().payer().toString(), "0x0");
        try (var worker = suite.worker()) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment used = suite.request(spent);
            Payment unsent = suite.request(poor);
            await(
                    "looked at",
                    () -> preparation(used).equals("failed")
                            && preparation(unsent).equals("sent"));
            Chain.shared()
                    .rpc(
                            "anvil_setNextBlockTimestamp",
                            poor.payment().terms().validBefore().longValueExact() + 1);
            mine(3);
            // Then
            assertThat(suite.awaitOutcome(used, Outcomes.FAILED).text("reason")).isEqualTo("erc20_approval_tx_failed");
            assertThat(suite.awaitOutcome(unsent, Outcomes.FAILED).text("reason"))
                    .isEqualTo("erc20_approval_broadcast_failed");
            assertThat(suite.attemptState(used)).isEqualTo("none");
            assertThat(received(used)).isZero();
            assertThat(received(unsent)).isZero();
            assertThat(worker.isAlive()).isTrue();
        }
    }

    private String preparation(Payment payment) {
        return suite.query("select preparation from settlement where payment_id = ?", payment.paymentId())
                .orElse("");
    }

    private static String hash(Paid paid) {
        return paid.payment().preparation().orElseThrow().transaction().hash().toString();
    }

    private static boolean isKnown(Paid paid) {
        return !Chain.shared().rpc("eth_getTransactionByHash", hash(paid)).isNull();
    }

    private static String blockOf(Paid paid) {
        return Chain.shared()
                .rpc("eth_getTransactionByHash", hash(paid))
                .path("blockHash")
                .asText("");
    }
}
