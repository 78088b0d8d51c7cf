package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.SettleResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PaidRequestTest extends GatewayTestCase {

    @Test
    void deliversWhatWasPaidFor() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/weather/berlin?unit=c"));

        // When
        var response = sendPaid("/weather/berlin?unit=c", payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("sunny");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("private");
        var settlement = SettleResponse.fromJson(Payer.message(response, PaymentHeader.PAYMENT_RESPONSE));
        assertThat(settlement.success()).isTrue();
        assertThat(settlement.transaction()).isEqualTo(FakeFacilitator.TRANSACTION);
        assertThat(settlement.payer()).hasValue(Payer.ADDRESS.toString());
        await("the delivery is noted", () -> state(payment).equals("DONE"));
    }

    @Test
    void tellsTheUpstreamThePaymentAndKeepsItsSecrets() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/weather/berlin"));

        // When
        send(request("/weather/berlin")
                .header("PAYMENT-SIGNATURE", Payer.header(payment))
                .header("X-Payment-Id", "forged")
                .header("Idempotency-Key", "clients")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("X-HTTP-Method-Override", "DELETE")
                .header("Accept-Language", "de"));

        // Then
        var seen = upstream.seen().getFirst();
        assertThat(seen.headers()).doesNotContainKeys("Payment-signature", "X-http-method-override");
        assertThat(seen.header("X-Payment-Id")).matches("[0-9a-f-]{36}").isEqualTo(seen.header("Idempotency-Key"));
        assertThat(seen.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(seen.header("Accept-Language")).isEqualTo("de");
        assertThat(seen.headers().toString()).doesNotContain(Payer.SIGNATURE);
    }

    @Test
    void asksTheFacilitatorWithoutTheChallenge() throws Exception {
        // Given
        var challenge = challenge("/weather/berlin");
        var payment = Payer.pay(challenge);

        // When
        sendPaid("/weather/berlin", payment);

        // Then the one call names the quoted terms, and the secret that opens the answer stays here
        assertThat(facilitator.asked()).hasSize(1);
        JsonObject asked = facilitator.asked().getFirst();
        assertThat(asked.object("paymentRequirements"))
                .isEqualTo(challenge.accepts().getFirst().toJson());
        assertThat(asked.object("paymentPayload").object("payload")).isEqualTo(payment.payload());
        String id = challenge.extensions().object("quittance").object("info").text("challenge");
        assertThat(asked.toString()).doesNotContain(id);
        assertThat(facilitator.tokens()).containsExactly("Bearer " + Surroundings.TOKEN);
    }

    @Test
    void carriesTheTraceToFacilitatorAndUpstream() throws Exception {
        // Given
        String trace = "0af7651916cd43dd8448eb211c80319c";
        var payment = Payer.pay(challenge("/weather/berlin"));

        // When
        send(request("/weather/berlin")
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .header("PAYMENT-SIGNATURE", Payer.header(payment)));

        // Then
        assertThat(facilitator.traces().getFirst()).startsWith("00-" + trace);
        assertThat(upstream.seen().getFirst().header("traceparent")).startsWith("00-" + trace);
    }

    @Test
    void beginsATraceForAPaymentThatCameWithoutOne() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/weather/berlin"));

        // When
        send(request("/weather/berlin").header("PAYMENT-SIGNATURE", Payer.header(payment)));

        // Then facilitator and upstream were asked within one trace
        String asked = facilitator.traces().getFirst().split("-", -1)[1];
        assertThat(asked).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
        assertThat(upstream.seen().getFirst().header("traceparent")).startsWith("00-" + asked);
    }

    @Test
    void passesTheTraceOfAFreeRequestOnAsItCame() throws Exception {
        // Given
        String trace = "00-" + "4bf92f3577b34da6a3ce929d0e0e4736" + "-b7ad6b7169203331-01";

        // When
        send(request("/free").header("traceparent", trace));
        send(request("/free"));

        // Then none was begun for the one that came without
        assertThat(upstream.seen().get(0).header("traceparent")).isEqualTo(trace);
        assertThat(upstream.seen().get(1).headers()).doesNotContainKey("Traceparent");
    }

    @Test
    void bindsTheBodyThatWasPriced() throws Exception {
        // Given a quote for one body
        var challenge = Payer.challenge(send(request("/weather/order").POST(BodyPublishers.ofString("one"))));
        var header = Payer.header(Payer.pay(challenge));

        // When it is shown with another, and then with its own
        var other = send(
                request("/weather/order").header("PAYMENT-SIGNATURE", header).POST(BodyPublishers.ofString("two")));
        upstream.behave(exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            FakeUpstream.answer(exchange, 200, "got " + body);
        });
        var own = send(
                request("/weather/order").header("PAYMENT-SIGNATURE", header).POST(BodyPublishers.ofString("one")));

        // Then
        assertThat(other.statusCode()).isEqualTo(402);
        assertThat(Payer.challenge(other).error()).hasValue("challenge_invalid");
        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(own.body()).isEqualTo("got one");
    }

    @Test
    void runsTheUpstreamOnceForManyIdenticalRequests() throws Exception {
        // Given one payment and a settlement that waits until all have come
        int many = 200;
        var payment = Payer.pay(challenge("/weather/berlin"));
        var built = request("/weather/berlin")
                .header("PAYMENT-SIGNATURE", Payer.header(payment))
                .build();
        var go = new CountDownLatch(1);
        facilitator.behave(request -> {
            go.await();
            return FakeFacilitator.settled(request);
        });

        // When
        var running = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < many; i++) {
            running.add(client.sendAsync(built, BodyHandlers.ofString()));
        }
        await("one asks the facilitator", () -> facilitator.asked().size() == 1);
        go.countDown();
        var answers = running.stream().map(CompletableFuture::join).toList();

        // Then all have the same answer, to the last byte of its headers
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(answers.stream().map(HttpResponse::body).distinct()).containsExactly("sunny");
        assertThat(answers.stream()
                        .map(answer ->
                                answer.headers().firstValue("PAYMENT-RESPONSE").orElseThrow())
                        .distinct())
                .hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(upstream.seen()).hasSize(1);
        assertThat(announced(payment)).containsExactly("quittance.delivery.completed");
    }

    @Test
    void refusesAnAuthorizationThatPaysForAnotherRequest() throws Exception {
        // Given
        var nonce = Payer.nonce();
        sendPaid("/weather/berlin", Payer.pay(challenge("/weather/berlin"), nonce));

        // When the same authorization is shown for another path, under a right challenge
        var other = sendPaid("/weather/paris", Payer.pay(challenge("/weather/paris"), nonce));

        // Then
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(code(other)).isEqualTo("authorization_bound_elsewhere");
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void whatStandsOnChainOpensNoDoor() throws Exception {
        // Given a payment whose settlement is open
        var payment = Payer.pay(challenge("/weather/berlin"));
        facilitator.behave(
                request -> FakeFacilitator.refused(request, "settlement_pending", FakeFacilitator.TRANSACTION));
        sendPaid("/weather/berlin", payment);
        facilitator.reset();

        // When somebody rebuilds it from calldata, with a challenge of his own for the same request
        var nonce = dev.quittance.protocol.Bytes32.parse(
                payment.payload().object("authorization").text("nonce"));
        var thief = sendPaid("/weather/berlin", Payer.pay(challenge("/weather/berlin"), nonce));

        // Then
        assertThat(thief.statusCode()).isEqualTo(409);
        assertThat(code(thief)).isEqualTo("authorization_bound_elsewhere");
        assertThat(facilitator.asked()).isEmpty();
        assertThat(upstream.seen()).isEmpty();
    }
}
