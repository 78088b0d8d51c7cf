package dev.quittance.worker;

import static dev.quittance.worker.Suite.await;
import static dev.quittance.worker.Suite.mine;
import static dev.quittance.worker.Suite.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Chain;
import dev.quittance.worker.Transfers.Paid;
import dev.quittance.worker.Transfers.Payment;
import dev.quittance.worker.settlement.Outcomes;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payers who cannot pay for the gas of their approvals: what is missing comes first, then theirs, then ours. */
class FundingTest {
    private static final BigInteger FEE = BigInteger.TEN.pow(11);
    private static final BigInteger COST = FEE.multiply(BigInteger.valueOf(70_000));
    private static final String MAX = "quittance.worker.fundings.max";
    private static final String PER_DAY = "quittance.worker.fundings.per-day";
    private static final String WASTED_MAX = "quittance.worker.fundings.wasted-max";
    /** What other tests sent counts too: they share the database. */
    private static final Map<String, String> GENEROUS =
            Map.of(MAX, COST.toString(), PER_DAY, "1000000000000000000", WASTED_MAX, "1000");

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
    void sendsExactlyWhatTheApprovalLacksThenTheApprovalThenThePayment() {
        // Given a payer who has a little
        Paid paid = Payers.penniless(Payers.rich(), FEE, COST);
        Chain.shared().rpc("anvil_setBalance", paid.payment().terms().payer().toString(), "0x3039");
        try (var worker = suite.worker(GENEROUS)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment payment = suite.request(paid);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            // Then
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(funding(payment, "value"))
                    .isEqualTo(COST.subtract(BigInteger.valueOf(12_345)).toString());
            assertThat(fundingAttempts(payment)).isEqualTo("1");
            assertThat(suite.query("select attempts from settlement where payment_id = ?", payment.paymentId()))
                    .hasValue("1");
        }
    }

    @Test
    void sendsItAgainAfterACrashAndAfterTheNodeLostIt() {
        // Given a worker that ends between the funding and the approval
        Paid paid = Payers.penniless(Payers.rich(), FEE, COST);
        Payment payment;
        try (var worker = suite.worker(GENEROUS)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            payment = suite.request(paid);
            await("sent", () -> attempt(payment, "state").equals("sent"));
        }
        // When
        String lost = suite.query("""
                        select '0x' || encode(t.transaction_hash, 'hex') from signed_transaction t
                        join funding f using (attempt_id) where f.payment_id = ?""", payment.paymentId()).orElseThrow();
        Chain.shared().rpc("anvil_dropTransaction", lost);
        Chain.shared().rpc("evm_setAutomine", true);
        // Then
        try (var successor = suite.worker(GENEROUS)) {
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(fundingAttempts(payment)).isEqualTo("1");
            assertThat(successor.isAlive()).isTrue();
        }
    }

    @Test
    void bringsAllThreeBackWhenAReorganisationTakesThem() {
        // Given
        Paid paid = Payers.penniless(Payers.rich(), FEE, COST);
        mine(4);
        try (var worker = suite.worker(GENEROUS)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Payment payment = suite.request(paid);
            suite.awaitOutcome(payment, Outcomes.INCLUDED);
            // When
            Chain.shared().rpc("anvil_reorg", 3, List.of());
            mine(1);
            // Then
            suite.awaitOutcome(payment, Outcomes.REORGED);
            suite.mineUntilIncluded(payment, 2);
            assertThat(received(payment)).isEqualTo(Transfers.PRICE);
            assertThat(fundingAttempts(payment)).isEqualTo("1");
        }
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({MAX + ", 0", MAX + ", 6999999999999999", PER_DAY + ", 6999999999999999", WASTED_MAX + ", 0"})
    void sendsNothingBeyondTheLimits(String setting, String value) {
        // Given
        Paid paid = Payers.penniless(Payers.rich(), FEE, COST);
        var settings = new HashMap<>(GENEROUS);
        settings.put(setting, value);
        try (var worker = suite.worker(settings)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment payment = suite.request(paid);
            // Then
            requireNothingSent(payment);
        }
    }

    @Test
    void sendsNoMoreThanTheFacilitatorGranted() {
        // Given
        Paid paid = Payers.penniless(Payers.rich(), FEE, COST.subtract(BigInteger.ONE));
        try (var worker = suite.worker(GENEROUS)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment payment = suite.request(paid);
            // Then
            requireNothingSent(payment);
        }
    }

    @Test
    void sendsNothingMoreToAPayerWhoWastedIt() {
        // Given an approval that no block takes: it offers less than the chain asks
        var key = Payers.rich();
        Paid cheap = Payers.penniless(key, BigInteger.ONE, COST);
        try (var worker = suite.worker(GENEROUS)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Payment first = suite.request(cheap);
            await("sent", () -> attempt(first, "state").equals("included"));
            Chain.shared()
                    .rpc(
                            "anvil_setNextBlockTimestamp",
                            cheap.payment().terms().validBefore().longValueExact() + 1);
            mine(3);
            assertThat(suite.awaitOutcome(first, Outcomes.FAILED).text("reason"))
                    .isEqualTo("erc20_approval_broadcast_failed");
            // When
            Payment second = suite.request(Payers.penniless(key, FEE, COST));
            // Then
            requireNothingSent(second);
            assertThat(funding(first, "ended")).isEqualTo("wasted");
        }
    }

    @Test
    void hasOneFundingOfAPayerUnderWay() {
        // Given
        var key = Payers.rich();
        Chain.shared().mint(FakeSigner.CURVE.address(key), Transfers.PRICE);
        try (var worker = suite.worker(GENEROUS)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            Chain.shared().rpc("evm_setAutomine", false);
            Payment first = suite.request(Payers.penniless(key, FEE, COST));
            await("sent", () -> attempt(first, "state").equals("sent"));
            // When
            Payment second = suite.request(Payers.penniless(key, FEE, COST));
            // Then
            requireNothingSent(second);
            Chain.shared().rpc("evm_setAutomine", true);
            mine(1);
            suite.awaitOutcome(first, Outcomes.INCLUDED);
            suite.awaitOutcome(second, Outcomes.INCLUDED);
            requireNoFunding(second);
        }
    }

    @Test
    void fillsTheNonceWhenTheSignerRefuses() {
        // Given
        Paid paid = Payers.penniless(Payers.rich(), FEE, COST);
        suite.signer.refuse(suite.signer.accounts().getFirst(), true);
        try (var worker = suite.worker(GENEROUS)) {
            await("ready", () -> !worker.readiness().containsValue(false));
            // When
            Payment payment = suite.request(paid);
            // Then
            await("ended", () -> funding(payment, "ended").equals("refused"));
            await("filled", () -> attempt(payment, "state").equals("included"));
            assertThat(Chain.shared()
                            .rpc(
                                    "eth_getBalance",
                                    paid.payment().terms().payer().toString(),
                                    "latest")
                            .asText())
                    .isEqualTo("0x0");
        }
    }

    private void requireNothingSent(Payment payment) {
        await("looked at", () -> preparation(payment, "preparation").equals("sent"));
        String before = preparation(payment, "preparation_looked_at");
        await(
                "looked at again",
                () -> !preparation(payment, "preparation_looked_at").equals(before));
        requireNoFunding(payment);
    }

    private void requireNoFunding(Payment payment) {
        assertThat(fundingAttempts(payment)).isEqualTo("0");
    }

    private String fundingAttempts(Payment payment) {
        return suite.query("select count(*) from funding where payment_id = ?", payment.paymentId())
                .orElseThrow();
    }

    private String preparation(Payment payment, String column) {
        return suite.query("select " + column + " from settlement where payment_id = ?", payment.paymentId())
                .orElse("");
    }

    private String funding(Payment payment, String column) {
        return suite.query("select " + column + " from funding where payment_id = ?", payment.paymentId())
                .orElse("");
    }

    private String attempt(Payment payment, String column) {
        return suite.query(
                        "select a." + column
                                + " from attempt a join funding f using (attempt_id) where f.payment_id = ?",
                        payment.paymentId())
                .orElse("");
    }
}
