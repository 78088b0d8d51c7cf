package dev.quittance.agent;

import static dev.quittance.agent.FakeGateway.answer;
import static dev.quittance.agent.FakeGateway.hangUp;
import static dev.quittance.agent.Messages.asks;
import static dev.quittance.agent.Messages.offer;
import static dev.quittance.agent.Messages.serves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.quittance.agent.journal.FileJournal;
import dev.quittance.agent.journal.JournalLimits;
import dev.quittance.agent.journal.PurchaseJournal;
import dev.quittance.agent.signing.PaymentSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purchase that several runs share; each run is a client of its own over the same folder. */
class ResumedPurchaseTest {
    private static final PriceLimit CENT = PriceLimit.parse("$0.01");
    private static final long LONG_AGO = 1_600_000_000L;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final FakeSigner signer = new FakeSigner();
    private final List<PurchaseLeg> legs = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void sendsThePaymentOfTheRunBefore() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), busy(), serves("sunny"))) {
            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Pending.class);

            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Paid.class);

            assertOnePayment(gateway, 2);
            assertThat(legs).filteredOn(PurchaseLeg.Resumed.class::isInstance).hasSize(1);
        }
    }

    @Test
    void hasTheSameNonceSignedAgainAfterTheSignerWasAway() throws Exception {
        PaymentSigner away = (requirements, nonce, resource) -> {
            signer.nonces.add(nonce);
            return new PaymentSigner.Signing.Denied("signer_unavailable", "away");
        };
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("sunny"))) {
            assertThat(Clients.code(client(away, InstantSource.system()).buy(Clients.get(gateway.uri("/")), CENT)))
                    .isEqualTo("signing_refused");

            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Paid.class);

            assertThat(signer.nonces).hasSize(2).containsOnly(signer.nonces.getFirst());
            assertThat(gateway.payments()).hasSize(1);
        }
    }

    @Test
    void neverPaysMoreThanThisRunAllows() throws Exception {
        PaymentSigner away =
                (requirements, nonce, resource) -> new PaymentSigner.Signing.Denied("signer_unavailable", "away");
        try (var gateway = new FakeGateway(asks(offer(1000)))) {
            client(away, InstantSource.system()).buy(Clients.get(gateway.uri("/")), CENT);

            var outcome =
                    client(signer, InstantSource.system()).buy(Clients.get(gateway.uri("/")), PriceLimit.parse("999"));

            assertThat(Clients.code(outcome)).isEqualTo("price_too_high");
            assertThat(signer.nonces).isEmpty();
        }
    }

    @Test
    void signsNothingNewWhileARefusalMayBeWrong() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), busy(), asks(offer(1000)))) {
            buy(gateway);

            assertPending(buy(gateway), PendingCause.REFUSED_AFTER_UNKNOWN);
            assertPending(buy(gateway), PendingCause.REFUSED_AFTER_UNKNOWN);

            assertOnePayment(gateway, 3);
        }
    }

    @Test
    void buysAnewWhenThePaymentExpiredUnpaid() throws Exception {
        signer.validBefore = LONG_AGO;
        try (var gateway =
                new FakeGateway(asks(offer(1000)), busy(), asks(offer(1000)), asks(offer(1000)), serves("sunny"))) {
            buy(gateway);

            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Paid.class);

            assertThat(signer.nonces).hasSize(2);
        }
    }

    @Test
    void doesNotTakeItsOwnClockAloneAsProofOfExpiry() throws Exception {
        var fast = InstantSource.fixed(Instant.ofEpochSecond(2_000_000_000));
        try (var gateway = new FakeGateway(asks(offer(1000)), busy(), asks(offer(1000)))) {
            buy(gateway);

            var outcome = client(signer, fast).buy(Clients.get(gateway.uri("/")), CENT);

            assertPending(outcome, PendingCause.REFUSED_AFTER_UNKNOWN);
            assertOnePayment(gateway, 2);
        }
    }

    @Test
    void doesNotTakeTheServersClockAloneAsProofOfExpiry() throws Exception {
        signer.validBefore = LONG_AGO;
        var slow = InstantSource.fixed(Instant.ofEpochSecond(LONG_AGO - 10));
        try (var gateway = new FakeGateway(asks(offer(1000)), busy(), asks(offer(1000)))) {
            client(signer, slow).buy(Clients.get(gateway.uri("/")), CENT);

            var outcome = client(signer, slow).buy(Clients.get(gateway.uri("/")), CENT);

            assertPending(outcome, PendingCause.REFUSED_AFTER_UNKNOWN);
            assertOnePayment(gateway, 2);
        }
    }

    @Test
    void doesNotTakeAnErrorForAStatementAboutThePayment() throws Exception {
        signer.validBefore = LONG_AGO;
        try (var gateway = new FakeGateway(asks(offer(1000)), busy(), answer(404, ""))) {
            buy(gateway);

            assertPending(buy(gateway), PendingCause.REFUSED_AFTER_UNKNOWN);
            assertOnePayment(gateway, 2);
        }
    }

    @Test
    void buysAnewAfterARefusalOfTheFirstSending() throws Exception {
        var no = answer(402, "", "PAYMENT-RESPONSE", Messages.refusal("invalid_exact_evm_insufficient_balance"));
        try (var gateway = new FakeGateway(asks(offer(1000)), no, asks(offer(1000)), serves("sunny"))) {
            assertThat(Clients.code(buy(gateway))).isEqualTo("payment_rejected");

            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Paid.class);
        }
    }

    @Test
    void buysTheSameThingTwiceWhenTheFirstIsFinished() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("sunny"), asks(offer(1000)), serves("rainy"))) {
            buy(gateway);
            buy(gateway);

            assertThat(gateway.payments()).hasSize(2);
            assertThat(signer.nonces).hasSize(2);
        }
    }

    @Test
    void staysOpenUntilTheCallerHasTheAnswer() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("sunny"))) {
            var purchase = Purchase.of(Clients.get(gateway.uri("/")), CENT);
            assertThatIllegalStateException()
                    .isThrownBy(() -> client(signer, InstantSource.system()).buy(purchase, outcome -> {
                        throw new IllegalStateException("the caller fails");
                    }));

            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Paid.class);

            assertOnePayment(gateway, 2);
        }
    }

    @Test
    void keepsPurchasesApartByTheCallersKey() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), busy(), asks(offer(1000)), serves("sunny"))) {
            buy(gateway);
            var other = new Purchase(Clients.get(gateway.uri("/")), CENT, Optional.of("order-2"));

            client(signer, InstantSource.system()).buy(other, outcome -> {});

            assertThat(signer.nonces).hasSize(2);
        }
    }

    @Test
    void saysThatAnotherRunMakesThePurchase() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("sunny"))) {
            var purchase = Purchase.of(Clients.get(gateway.uri("/")), CENT);
            PurchaseJournal.Entry other = journal().claim(purchase.key()).orElseThrow();

            assertThat(Clients.code(buy(gateway))).isEqualTo("purchase_in_progress");

            assertThat(gateway.seen()).isEmpty();
            assertThat(legs).containsExactly(new PurchaseLeg.Queued(Clients.LIMITS.claimWait()));
            other.close();
            assertThat(buy(gateway)).isInstanceOf(PurchaseOutcome.Paid.class);
        }
    }

    @Test
    void marksWhatIsResumedByHand() throws Exception {
        try (var gateway =
                new FakeGateway(asks(offer(1000)), busy(), serves("sunny"), asks(offer(1000)), serves("rainy"))) {
            var client = client(signer, InstantSource.system());
            var pending = (PurchaseOutcome.Pending) client.buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(client.resume(pending.payment())).isInstanceOf(PurchaseOutcome.Paid.class);

            buy(gateway);
            assertThat(signer.nonces).hasSize(2);
        }
    }

    @Test
    void goesOnAfterEveryAttemptOfARunWasCutOff() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)),
                hangUp(),
                hangUp(),
                hangUp(),
                hangUp(),
                hangUp(),
                hangUp(),
                hangUp(),
                hangUp(),
                serves("sunny"))) {
            PurchaseOutcome outcome = buy(gateway);
            for (int run = 2; run <= 4 && outcome instanceof PurchaseOutcome.Pending; run++) {
                outcome = buy(gateway);
            }

            assertThat(outcome).isInstanceOf(PurchaseOutcome.Paid.class);
            assertThat(signer.nonces).hasSize(1);
            assertThat(gateway.payments()).containsOnly(gateway.payments().getFirst());
        }
    }

    private static FakeGateway.Answer busy() {
        return answer(503, "", "Retry-After", "86400");
    }

    private PurchaseOutcome buy(FakeGateway gateway) throws IOException, InterruptedException {
        return client(signer, InstantSource.system()).buy(Clients.get(gateway.uri("/")), CENT);
    }

    private PayingClient client(PaymentSigner with, InstantSource clock) throws IOException {
        return Clients.client(with, journal(), clock, pauses, legs);
    }

    private FileJournal journal() throws IOException {
        return FileJournal.in(folder, JournalLimits.DEFAULTS, InstantSource.system());
    }

    private static void assertPending(PurchaseOutcome outcome, PendingCause cause) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PurchaseOutcome.Pending.class,
                        pending -> assertThat(pending.cause()).isEqualTo(cause));
    }

    private void assertOnePayment(FakeGateway gateway, int sendings) {
        assertThat(signer.nonces).hasSize(1);
        assertThat(gateway.payments())
                .hasSize(sendings)
                .containsOnly(gateway.payments().getFirst());
    }
}
