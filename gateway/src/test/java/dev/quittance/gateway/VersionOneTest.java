package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.proof.SiwxChallenge;
import dev.quittance.gateway.proof.SiwxSubject;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.FreshNonces;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.v1.PaymentPayload;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class VersionOneTest extends GatewayTestCase {
    private static final String PATH = "/weather/berlin?unit=c";

    @Test
    void asksForPaymentInTheOldShapeToo() throws Exception {
        // Given // When
        var response = send(request(PATH));

        // Then
        var body = JsonObject.parse(response.body());
        assertThat(body.integer("x402Version")).isEqualTo(1);
        assertThat(body.text("error")).isEqualTo("Payment required");
        var offer = body.objects("accepts").getFirst();
        assertThat(offer).isEqualTo(JsonObject.parse("""
                {"scheme":"exact","network":"base-sepolia","maxAmountRequired":"1000",
                 "asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e",
                 "payTo":"0xa0Ee7A142d267C1f36714E4a8F75612F20a79720","resource":"%s",
                 "description":"Current weather","mimeType":"application/json","maxTimeoutSeconds":300,
                 "extra":{"name":"USDC","version":"2"}}
                """.formatted(gateway.resolve(PATH))));
    }

    @Test
    void offersNothingToOldClientsThatTheyCannotPay() throws Exception {
        // Given // When // Then: neither a bound nonce nor an identifier fits their messages
        assertThat(send(request("/bound")).body()).isEqualTo("{}");
        assertThat(send(request("/named")).body()).isEqualTo("{}");
    }

    @Test
    void servesAPaymentOfTheCurrentPrice() throws Exception {
        // Given
        var nonce = Payer.nonce();

        // When
        var response = sendOld(PATH, payment("base-sepolia", "1000", nonce));

        // Then the facilitator was asked in the words of version 2
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("sunny");
        var asked = FacilitatorRequest.fromJson(facilitator.asked().getFirst());
        assertThat(asked.paymentRequirements().network()).isEqualTo("eip155:84532");
        assertThat(asked.paymentRequirements().amount()).isEqualTo(1000);
        assertThat(asked.paymentPayload().accepted()).isEqualTo(asked.paymentRequirements());
        assertThat(asked.paymentPayload().payload().object("authorization").text("nonce"))
                .isEqualTo(nonce.toString());
        assertThat(upstream.seen()).hasSize(1);
        assertThat(upstream.seen().getFirst().headers()).doesNotContainKey("X-payment");
    }

    @Test
    void leavesWrongAmountsToTheFacilitatorUnderTheRightTerms() throws Exception {
        // Given a payment of too little
        facilitator.behave(request ->
                FakeFacilitator.refused(request, "invalid_exact_evm_payload_authorization_value_mismatch", ""));

        // When
        var response = sendOld(PATH, payment("base-sepolia", "1", Payer.nonce()));

        // Then
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(JsonObject.parse(response.body()).text("error"))
                .isEqualTo("invalid_exact_evm_payload_authorization_value_mismatch");
        assertThat(response.headers().firstValue("PAYMENT-RESPONSE")).isEmpty();
        var settlement = Payer.message(response, PaymentHeader.X_PAYMENT_RESPONSE);
        assertThat(settlement.bool("success")).isFalse();
        assertThat(settlement.text("network")).isEqualTo("base-sepolia");
        assertThat(FacilitatorRequest.fromJson(facilitator.asked().getFirst())
                        .paymentRequirements()
                        .amount())
                .isEqualTo(1000);
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void bindsAnAuthorizationToTheFirstRequest() throws Exception {
        // Given a paid request
        var payment = payment("base-sepolia", "1000", Payer.nonce());
        assertThat(sendOld(PATH, payment).statusCode()).isEqualTo(200);

        // When it is shown for another
        var response = sendOld("/weather/paris", payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(code(response)).isEqualTo("authorization_bound_elsewhere");
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void challengesWhatDoesNotFit() throws Exception {
        // Given // When // Then
        var good = payment("base-sepolia", "1000", Payer.nonce());
        assertUnfit(sendOld(PATH, payment("base", "1000", Payer.nonce())), "No matching payment requirements");
        assertUnfit(sendOld(PATH, payment("eip155:84532", "1000", Payer.nonce())), "No matching payment requirements");
        assertUnfit(sendOld("/bound", good), "nonce_not_bound");
        assertUnfit(send(request(PATH).header("X-PAYMENT", "x")), "invalid_payload");
        assertUnfit(send(request(PATH).header("X-PAYMENT", "e30=")), "invalid_payload");
        var second = good.toBuilder().put("x402Version", 2).build();
        assertUnfit(sendOld(PATH, second), "invalid_x402_version");
        var empty = good.toBuilder().put("payload", JsonObject.EMPTY).build();
        assertUnfit(sendOld(PATH, empty), "invalid_payload");
        assertThat(code(sendOld("/named", good))).isEqualTo("payment_identifier_missing");
        assertThat(facilitator.asked()).isEmpty();
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void refusesSignInsThatProveNothing() throws Exception {
        // Given a payment, and a fresh question about it that somebody else answers with nonsense
        var nonce = Payer.nonce();
        var payment = payment("base-sepolia", "1000", nonce);
        var keys = ChallengeKeys.parse(List.of("test:" + Base64.getEncoder().encodeToString(new byte[32])));
        var question = new SiwxChallenge(new FreshNonces(keys, new SecureRandom()), InstantSource.system());
        var asset = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
        var subject = SiwxSubject.of("demo", new Claim.Authorization(84532, asset, Payer.ADDRESS, nonce));
        var info = question.extensions(BoundNonce.realm(gateway), "/weather/berlin", subject, List.of("eip155:84532"))
                .object("sign-in-with-x")
                .object("info");
        var answer = info.toBuilder()
                .put("address", Payer.ADDRESS.toString())
                .put("chainId", "eip155:84532")
                .put("type", "eip191")
                .put("signature", Payer.SIGNATURE)
                .build();

        // When
        var nonsense = send(paid(payment).header("SIGN-IN-WITH-X", "nonsense"));
        var unsigned = send(paid(payment).header("SIGN-IN-WITH-X", PaymentHeader.encode(answer)));

        // Then
        assertThat(nonsense.statusCode()).isEqualTo(400);
        assertThat(code(nonsense)).isEqualTo("invalid_siwx_payload");
        assertThat(unsigned.statusCode()).isEqualTo(400);
        assertThat(code(unsigned)).isEqualTo("invalid_siwx_signature");
        assertThat(facilitator.asked()).isEmpty();
        assertThat(upstream.seen()).isEmpty();
    }

    private java.net.http.HttpRequest.Builder paid(JsonObject payment) {
        return request(PATH).header("X-PAYMENT", PaymentHeader.encode(payment));
    }

    private HttpResponse<String> sendOld(String path, JsonObject payment) throws Exception {
        return send(request(path).header("X-PAYMENT", PaymentHeader.encode(payment)));
    }

    private static JsonObject payment(String network, String value, Bytes32 nonce) {
        var authorization = JsonObject.builder()
                .put("from", Payer.ADDRESS.toString())
                .put("to", "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")
                .put("value", value)
                .put("validAfter", "0")
                .put("validBefore", "4000000000")
                .put("nonce", nonce.toString())
                .build();
        var payload = JsonObject.builder()
                .put("signature", Payer.SIGNATURE)
                .put("authorization", authorization)
                .build();
        return new PaymentPayload("exact", network, payload).toJson();
    }

    private static void assertUnfit(HttpResponse<String> response, String error) {
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(Payer.challenge(response).error()).hasValue(error);
    }
}
