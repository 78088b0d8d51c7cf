package dev.quittance.agent;

import static dev.quittance.agent.FakeGateway.answer;
import static dev.quittance.agent.Messages.asks;
import static dev.quittance.agent.Messages.offer;
import static dev.quittance.agent.Messages.serves;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quittance.agent.signing.PaymentSigner;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class PayingClientTest {
    private static final PriceLimit CENT = PriceLimit.parse("$0.01");

    private final FakeSigner signer = new FakeSigner();
    private final List<PurchaseLeg> legs = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void paysWhatIsAskedAndReturnsAnswerWithReceipt() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("sunny"))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/weather")), CENT);

            assertThat(outcome).isInstanceOfSatisfying(PurchaseOutcome.Paid.class, paid -> {
                assertThat(new String(paid.answer().body(), StandardCharsets.UTF_8))
                        .isEqualTo("sunny");
                assertThat(paid.settlement().transaction()).isEqualTo(Messages.TRANSACTION);
            });
            assertThat(signer.nonces).hasSize(1);
            assertThat(legs)
                    .extracting(leg -> (Object) leg.getClass())
                    .containsExactly(
                            PurchaseLeg.Challenged.class,
                            PurchaseLeg.Authorized.class,
                            PurchaseLeg.Sending.class,
                            PurchaseLeg.Settled.class);
        }
    }

    @Test
    void echoesExtensionsOfferAndResourceUnchanged() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("sunny"))) {
            Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/weather")), CENT);

            var payload = PaymentPayload.fromJson(
                    PaymentHeader.decode(gateway.payments().getFirst(), 16_384));
            var challenge = Messages.challenge(offer(1000));
            assertThat(payload.extensions()).hasToString(challenge.extensions().toString());
            assertThat(payload.accepted()).isEqualTo(offer(1000));
            assertThat(payload.resource()).contains(challenge.resource());
        }
    }

    @Test
    void bindsTheNonceToTheChallengeAndTheServerAsked() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("sunny"))) {
            Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/weather")), CENT);

            String realm = gateway.uri("").toString();
            assertThat(signer.nonces).containsExactly(BoundNonce.of(Messages.CHALLENGE_ID, realm));
        }
    }

    @Test
    void takesARandomNonceWhereThereIsNoChallengeId() throws Exception {
        var challenge = new PaymentRequired(
                Optional.empty(), Messages.challenge(offer(1000)).resource(), List.of(offer(1000)), JsonObject.EMPTY);
        var asks = answer(402, "", "PAYMENT-REQUIRED", PaymentHeader.encode(challenge.toJson()));
        try (var gateway = new FakeGateway(asks, serves("sunny"), asks, serves("sunny"))) {
            var client = Clients.client(signer, pauses, legs);
            client.buy(Clients.get(gateway.uri("/")), CENT);
            client.buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(signer.nonces).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @Test
    void sendsSameMethodBodyAndHeadersBothTimes() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), serves("ok"))) {
            var request = HttpRequest.newBuilder(gateway.uri("/orders?x=1"))
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"n\":1}"))
                    .header("Authorization", "Bearer mine")
                    .build();

            Clients.client(signer, pauses, legs).buy(request, CENT);

            assertThat(gateway.seen())
                    .extracting(
                            FakeGateway.Seen::method,
                            FakeGateway.Seen::path,
                            FakeGateway.Seen::authorization,
                            FakeGateway.Seen::body)
                    .hasSize(2)
                    .containsOnly(Tuple.tuple("PUT", "/orders?x=1", "Bearer mine", "{\"n\":1}"));
        }
    }

    @Test
    void returnsFreeAnswerWithoutSigning() throws Exception {
        try (var gateway = new FakeGateway(answer(200, "free"))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(outcome).isInstanceOf(PurchaseOutcome.Free.class);
            assertThat(signer.nonces).isEmpty();
        }
    }

    @Test
    void refusesPriceAboveLimitWithoutSigning() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(10_001)))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(outcome)
                    .isEqualTo(new PurchaseOutcome.Refused(
                            new Refusal.PriceTooHigh(BigInteger.valueOf(10_001), BigInteger.valueOf(10_000), "USDC")));
            assertNothingPaid(gateway);
        }
    }

    @Test
    void refusesUnknownAssetWithoutSigning() throws Exception {
        var unknown = offer("exact", "eip155:84532", 1000, Messages.PAYEE, Messages.EXTRA);
        try (var gateway = new FakeGateway(asks(unknown))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(Clients.code(outcome)).isEqualTo("nothing_payable");
            assertNothingPaid(gateway);
        }
    }

    @Test
    void refusesOffersThatDifferFromQuotedTerms() throws Exception {
        var challenge = Messages.challenge(offer(1000));
        var tampered = new PaymentRequired(
                Optional.empty(), challenge.resource(), List.of(offer(2000)), challenge.extensions());
        try (var gateway =
                new FakeGateway(answer(402, "", "PAYMENT-REQUIRED", PaymentHeader.encode(tampered.toJson())))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(Clients.code(outcome)).isEqualTo("malformed_challenge");
            assertNothingPaid(gateway);
        }
    }

    @Test
    void refusesChallengeWithoutHeader() throws Exception {
        assertMalformed(answer(402, "{\"x402Version\":1}"));
    }

    @Test
    void refusesChallengeThatIsNotBase64() throws Exception {
        assertMalformed(answer(402, "", "PAYMENT-REQUIRED", "{not base64}"));
    }

    @Test
    void refusesDoubledChallenge() throws Exception {
        String header = PaymentHeader.encode(Messages.challenge(offer(1000)).toJson());
        assertMalformed(answer(402, "", "PAYMENT-REQUIRED", header, "PAYMENT-REQUIRED", header));
    }

    @Test
    void refusesChallengeWithDuplicateMember() throws Exception {
        String json = Messages.challenge(offer(1000)).toJson().toString();
        String doubled = "{\"x402Version\":2," + json.substring(1);
        String header = Base64.getEncoder().encodeToString(doubled.getBytes(StandardCharsets.UTF_8));
        assertMalformed(answer(402, "", "PAYMENT-REQUIRED", header));
    }

    @Test
    void reportsWhatTheSignerRefused() throws Exception {
        PaymentSigner refusing =
                (requirements, nonce, resource) -> new PaymentSigner.Signing.Denied("over_budget", "no");
        try (var gateway = new FakeGateway(asks(offer(1000)))) {
            var outcome = Clients.client(refusing, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(outcome).isEqualTo(new PurchaseOutcome.Refused(new Refusal.SigningRefused("over_budget", "no")));
            assertThat(gateway.payments()).isEmpty();
        }
    }

    @Test
    void sendsNothingWhenTheSignerSignedMoreThanAsked() throws Exception {
        PaymentSigner generous = (requirements, nonce, resource) -> {
            var honest = (PaymentSigner.Signing.Signed) signer.sign(requirements, nonce, resource);
            var asked = honest.authorization();
            var more = new TransferAuthorization(
                    asked.from(),
                    asked.to(),
                    asked.value().add(BigInteger.ONE),
                    asked.validAfter(),
                    asked.validBefore(),
                    asked.nonce());
            return new PaymentSigner.Signing.Signed(more, honest.signature());
        };
        try (var gateway = new FakeGateway(asks(offer(1000)))) {
            var outcome = Clients.client(generous, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(Clients.code(outcome)).isEqualTo("signing_refused");
            assertThat(gateway.payments()).isEmpty();
        }
    }

    @Test
    void refusesHttpClientThatFollowsRedirects() {
        var following = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new AgentEnvironment(following, InstantSource.system(), new SecureRandom(), pauses::add));
    }

    @Test
    void refusesRequestThatCarriesAPayment() {
        var request = HttpRequest.newBuilder(URI.create("http://localhost/"))
                .header("payment-signature", "e30=")
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Clients.client(signer, pauses, legs).buy(request, CENT));
    }

    @Test
    void showsNoSignatureInWhatItPrints() throws Exception {
        try (var gateway = new FakeGateway(asks(offer(1000)), answer(200, ""))) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            String signature = PaymentPayload.fromJson(
                            PaymentHeader.decode(gateway.payments().getFirst(), 16_384))
                    .payload()
                    .text("signature");
            assertThat(outcome.toString() + legs).doesNotContain(signature.substring(2, 66));
            assertThat(outcome.toString() + legs)
                    .doesNotContain(gateway.payments().getFirst());
        }
    }

    private void assertMalformed(FakeGateway.Answer challenge) throws IOException, InterruptedException {
        try (var gateway = new FakeGateway(challenge)) {
            var outcome = Clients.client(signer, pauses, legs).buy(Clients.get(gateway.uri("/")), CENT);

            assertThat(Clients.code(outcome)).isEqualTo("malformed_challenge");
            assertNothingPaid(gateway);
        }
    }

    private void assertNothingPaid(FakeGateway gateway) {
        assertThat(signer.nonces).isEmpty();
        assertThat(gateway.payments()).isEmpty();
    }
}
