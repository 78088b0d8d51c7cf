package dev.quittance.agent;

import static dev.quittance.agent.FakeGateway.answer;
import static dev.quittance.agent.Messages.asks;
import static dev.quittance.agent.Messages.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private static final PriceLimit CENT = PriceLimit.parse("$0.01");
    private static final JsonObject QUITTANCE =
            JsonObject.parse("{\"quittance\":{\"amount\":\"1000\"},\"signer\":\"0x01\",\"signature\":\"0x02\"}");

    private final List<PurchaseLeg> legs = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Receipts receipts = new Receipts(
            new AgentEnvironment(HttpClient.newHttpClient(), InstantSource.system(), new SecureRandom(), pauses::add),
            Clients.LIMITS);

    @Test
    void takesTheQuittanceThatCameWithTheAnswer() throws Exception {
        var settlement = PaymentHeader.decode(Messages.receipt("eip155:84532"), 16_384).toBuilder()
                .put(
                        "extensions",
                        JsonObject.builder()
                                .put(
                                        "quittance",
                                        JsonObject.builder()
                                                .put("info", QUITTANCE)
                                                .build())
                                .build())
                .build();
        try (var gateway = new FakeGateway(
                asks(offer(1000)), answer(200, "sunny", "PAYMENT-RESPONSE", PaymentHeader.encode(settlement)))) {
            assertThat(receipts.of(buy(gateway))).contains(QUITTANCE);

            assertThat(gateway.seen()).hasSize(2);
        }
    }

    @Test
    void asksTheStatusAddressWithTheChallengeIdUntilItIsSigned() throws Exception {
        try (var gateway = new FakeGateway(
                asks(offer(1000)), paid("/payments/7"), answer(404, ""), answer(200, QUITTANCE.toString()))) {
            assertThat(receipts.of(buy(gateway))).contains(QUITTANCE);

            var last = gateway.seen().getLast();
            assertThat(last.path()).isEqualTo("/payments/7/receipt");
            assertThat(last.challenge()).contains(Messages.CHALLENGE_ID);
            assertThat(last.payment()).isEmpty();
            assertThat(pauses).containsExactly(Clients.LIMITS.retryDelay());
        }
    }

    @Test
    void showsTheChallengeIdToNoOtherServer() throws Exception {
        try (var thief = new FakeGateway(answer(200, QUITTANCE.toString()));
                var gateway = new FakeGateway(
                        asks(offer(1000)), paid(thief.uri("/payments/7").toString()))) {
            assertThat(receipts.of(buy(gateway))).isEmpty();

            assertThat(thief.seen()).isEmpty();
        }
    }

    @Test
    void givesUpWhenTheServerHasNone() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), paid("/payments/7"), answer(404, ""))) {
            assertThat(receipts.of(buy(gateway))).isEmpty();

            assertThat(gateway.seen()).hasSize(2 + Clients.LIMITS.paymentAttemptsMax());
        }
    }

    @Test
    void takesNothingThatIsNoQuittance() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), paid("/payments/7"), answer(200, "{\"a\":1}"))) {
            assertThat(receipts.of(buy(gateway))).isEqualTo(Optional.empty());
        }
    }

    private static FakeGateway.Answer paid(String status) {
        return answer(200, "sunny", "PAYMENT-RESPONSE", Messages.receipt("eip155:84532"), "Payment-Status", status);
    }

    private PurchaseOutcome.Paid buy(FakeGateway gateway) throws Exception {
        return (PurchaseOutcome.Paid)
                Clients.client(new FakeSigner(), pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);
    }
}
