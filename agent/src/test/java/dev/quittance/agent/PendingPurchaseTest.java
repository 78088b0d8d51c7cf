package dev.quittance.agent;

import static dev.quittance.agent.FakeGateway.answer;
import static dev.quittance.agent.FakeGateway.hangUp;
import static dev.quittance.agent.Messages.asks;
import static dev.quittance.agent.Messages.offer;
import static dev.quittance.agent.Messages.serves;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingPurchaseTest {
    private static final PriceLimit CENT = PriceLimit.parse("$0.01");

    private final FakeSigner signer = new FakeSigner();
    private final List<PurchaseLeg> legs = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void asksAgainWithTheSamePaymentWhilePending() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)),
                answer(503, "", "Retry-After", "7"),
                answer(402, "", "PAYMENT-RESPONSE", Messages.refusal("settlement_pending")),
                serves("sunny"))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(outcome).isInstanceOf(PurchaseOutcome.Paid.class);
            assertThat(gateway.payments())
                    .hasSize(3)
                    .containsOnly(gateway.payments().getFirst());
            assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofMillis(10));
            assertThat(signer.nonces).hasSize(1);
        }
    }

    @Test
    void sendsTheSamePaymentAgainAfterConnectionReset() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), hangUp(), hangUp(), serves("sunny"))) {
            var request = HttpRequest.newBuilder(gateway.uri("/"))
                    .POST(HttpRequest.BodyPublishers.ofString("order"))
                    .build();
            var outcome = Clients.client(signer, pauses, legs).buy(request, CENT);

            assertThat(outcome).isInstanceOf(PurchaseOutcome.Paid.class);
            assertThat(gateway.payments())
                    .hasSize(3)
                    .containsOnly(gateway.payments().getFirst());
            assertThat(signer.nonces).hasSize(1);
        }
    }

    @Test
    void staysPendingWhenAttemptsAreUsedUpAndCanBeResumed() throws Exception {
        var busy = answer(503, "", "Retry-After", "1");
        try (var gateway = new FakeGateway(asks(offer(1000)), busy, busy, busy, busy, serves("sunny"))) {
            var client = Clients.client(signer, pauses, legs);
            var outcome = client.buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(outcome).isInstanceOfSatisfying(PurchaseOutcome.Pending.class, pending -> {
                assertThat(pending.cause()).isEqualTo(PendingCause.SETTLEMENT_PENDING);
                assertThat(gateway.payments()).hasSize(4);
                assertThat(client.resume(pending.payment())).isInstanceOf(PurchaseOutcome.Paid.class);
            });
            assertThat(gateway.payments()).containsOnly(gateway.payments().getFirst());
        }
    }

    @Test
    void staysPendingWhenAskedToWaitTooLong() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), answer(503, "", "Retry-After", "86400"))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(outcome).isInstanceOf(PurchaseOutcome.Pending.class);
            assertThat(pauses).isEmpty();
        }
    }

    @Test
    void neverSignsASecondTimeWhenChallengedAgain() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(Clients.code(outcome)).isEqualTo("payment_rejected");
            assertThat(gateway.payments()).hasSize(1);
            assertThat(signer.nonces).hasSize(1);
        }
    }

    @Test
    void reportsTheReasonOfARefusedSettlement() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)),
                answer(402, "", "PAYMENT-RESPONSE", Messages.refusal("invalid_exact_evm_insufficient_balance")))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            PurchaseOutcome.Refused.class,
                            refused -> assertThat(refused.refusal().message())
                                    .endsWith("invalid_exact_evm_insufficient_balance"));
        }
    }

    @Test
    void takesAUsedNonceForItsOwnEarlierPayment() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)),
                hangUp(),
                answer(402, "", "PAYMENT-RESPONSE", Messages.refusal("invalid_exact_evm_nonce_already_used")))) {
            var request = HttpRequest.newBuilder(gateway.uri("/"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            var outcome = Clients.client(signer, pauses, legs).buy(request, CENT);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            PurchaseOutcome.Pending.class,
                            pending -> assertThat(pending.cause()).isEqualTo(PendingCause.NONCE_USED));
        }
    }

    @Test
    void doesNotBelieveARefusalAfterAnUnknownOutcome() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)),
                answer(503, ""),
                answer(402, "", "PAYMENT-RESPONSE", Messages.refusal("invalid_exact_evm_insufficient_balance")))) {
            assertPending(gateway, PendingCause.REFUSED_AFTER_UNKNOWN);
        }
    }

    @Test
    void explainsThatTheAnswerWasDeliveredBefore() throws Exception {
        try (var gateway =
                new FakeGateway(asks(offer(1000)), answer(503, ""), answer(409, "{\"code\":\"already_delivered\"}"))) {
            assertPending(gateway, PendingCause.ALREADY_DELIVERED);
        }
    }

    @Test
    void namesTheStatusAddressOfTheServerItself() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)), answer(503, "", "Retry-After", "86400", "Payment-Status", "/payments/7"))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(((PurchaseOutcome.Pending) outcome).status()).contains(gateway.uri("/payments/7"));
        }
    }

    @Test
    void namesNoStatusAddressOfAnotherServer() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)),
                answer(503, "", "Retry-After", "86400", "Payment-Status", "http://elsewhere.example/payments/7"))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(((PurchaseOutcome.Pending) outcome).status()).isEmpty();
        }
    }

    @Test
    void doesNotCallAnAnswerPaidWithoutReceipt() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), answer(200, "sunny"))) {
            assertPending(gateway, PendingCause.NO_RECEIPT);
        }
    }

    @Test
    void doesNotCallAnAnswerPaidWithTwoReceipts() throws Exception {
        String receipt = Messages.receipt("eip155:84532");
        try (var gateway = new FakeGateway(
                asks(offer(1000)), answer(200, "sunny", "PAYMENT-RESPONSE", receipt, "PAYMENT-RESPONSE", receipt))) {
            assertPending(gateway, PendingCause.NO_RECEIPT);
        }
    }

    @Test
    void doesNotCallAnAnswerPaidWhenItsReceiptIsForAnotherNetwork() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)), answer(200, "sunny", "PAYMENT-RESPONSE", Messages.receipt("eip155:8453")))) {
            assertPending(gateway, PendingCause.RECEIPT_MISMATCH);
        }
    }

    @Test
    void keepsThePaymentFromTheTargetOfARedirect() throws Exception {
        try (var thief = new FakeGateway(serves("stolen"));
                var gateway = new FakeGateway(
                        asks(offer(1000)),
                        answer(307, "", "Location", thief.uri("/").toString()))) {
            assertPending(gateway, PendingCause.NO_RECEIPT);

            assertThat(thief.seen()).isEmpty();
        }
    }

    private void assertPending(FakeGateway gateway, PendingCause cause) throws IOException, InterruptedException {
        var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        PurchaseOutcome.Pending.class,
                        pending -> assertThat(pending.cause()).isEqualTo(cause));
        assertThat(signer.nonces).hasSize(1);
    }
}
