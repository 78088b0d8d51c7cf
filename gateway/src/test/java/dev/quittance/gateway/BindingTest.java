package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class BindingTest extends GatewayTestCase {
    private static final String IDENTIFIER = "pay_0123456789abcdef";

    @Test
    void takesTheBoundNonceOnAStrictRoute() throws Exception {
        // Given
        var challenge = challenge("/bound");
        assertThat(info(challenge).text("binding")).isEqualTo("strict");
        var nonce = BoundNonce.of(info(challenge).text("challenge"), BoundNonce.realm(gateway));

        // When
        var response = sendPaid("/bound", Payer.pay(challenge, nonce));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void chargesABoundNonceOnce() throws Exception {
        // Given
        var challenge = challenge("/bound");
        var nonce = BoundNonce.of(info(challenge).text("challenge"), BoundNonce.realm(gateway));
        var payment = Payer.pay(challenge, nonce);

        // When the challenge is answered again and again
        for (int i = 0; i < 3; i++) {
            sendPaid("/bound", payment);
        }

        // Then
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void refusesAnyOtherNonceOnAStrictRoute() throws Exception {
        // Given a random nonce, the nonce of another challenge, and that of another realm
        var challenge = challenge("/bound");
        String id = info(challenge).text("challenge");
        var other = BoundNonce.of(info(challenge("/bound")).text("challenge"), BoundNonce.realm(gateway));
        var elsewhere = BoundNonce.of(id, "https://elsewhere.example");

        // When // Then
        for (var nonce : java.util.List.of(Payer.nonce(), other, elsewhere)) {
            var response = sendPaid("/bound", Payer.pay(challenge, nonce));
            assertThat(response.statusCode()).isEqualTo(402);
            var fresh = Payer.challenge(response);
            assertThat(fresh.error()).hasValue("nonce_not_bound");
            assertThat(info(fresh).text("challenge")).isNotEqualTo(id);
        }
        assertThat(facilitator.asked()).isEmpty();
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void asksNobodyButTheRouteHowStrictItIs() throws Exception {
        // Given an echo that says compat
        var payment = Payer.pay(challenge("/bound"));
        var info = payment.extensions().object("quittance").object("info").toBuilder()
                .put("binding", "compat")
                .build();

        // When
        var response = sendPaid("/bound", with(payment, "quittance", info));

        // Then
        assertThat(Payer.challenge(response).error()).hasValue("nonce_not_bound");
        assertThat(facilitator.asked()).isEmpty();
    }

    @Test
    void wantsTheIdentifierThatARouteRequires() throws Exception {
        // Given
        var challenge = challenge("/named");
        var advertised = challenge.extensions().object("payment-identifier");
        assertThat(advertised.object("info").bool("required")).isTrue();
        assertThat(advertised.has("schema")).isTrue();
        var payment = Payer.pay(challenge);

        // When
        var missing = sendPaid("/named", payment);
        var malformed = sendPaid("/named", identified(payment, "too short"));
        var good = sendPaid("/named", identified(payment, IDENTIFIER));

        // Then
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(code(missing)).isEqualTo("payment_identifier_missing");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(code(malformed)).isEqualTo("payment_identifier_malformed");
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void leavesAnOptionalIdentifierToTheClient() throws Exception {
        // Given
        var challenge = challenge("/nameable");
        assertThat(challenge
                        .extensions()
                        .object("payment-identifier")
                        .object("info")
                        .bool("required"))
                .isFalse();

        // When // Then
        assertThat(sendPaid("/nameable", Payer.pay(challenge)).statusCode()).isEqualTo(200);
        var malformed = sendPaid("/nameable", identified(Payer.pay(challenge("/nameable")), "käsebrot-1234567890"));
        assertThat(code(malformed)).isEqualTo("payment_identifier_malformed");
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void passesOnExtensionsThatItDoesNotKnowAsTheyCame() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/named"));
        var unknown = JsonObject.parse("{\"info\":{\"b\":[1,null,\"x\"],\"a\":{}},\"schema\":{\"type\":\"object\"}}");
        var extensions = identified(payment, "passed_on_" + System.nanoTime()).extensions().toBuilder()
                .put("somebody-elses", unknown)
                .build();
        var extended = new PaymentPayload(payment.resource(), payment.accepted(), payment.payload(), extensions);

        // When
        var response = sendPaid("/named", extended);

        // Then: all but our own, whose challenge stays here
        assertThat(response.statusCode()).isEqualTo(200);
        var passed = facilitator.asked().getFirst().object("paymentPayload").object("extensions");
        assertThat(passed.object("somebody-elses")).isEqualTo(unknown);
        assertThat(passed.object("payment-identifier")).isEqualTo(extensions.object("payment-identifier"));
        assertThat(passed.object("quittance").object("info").has("challenge")).isFalse();
        // And the buyer is told nothing of what the facilitator did with them
        assertThat(response.headers().map().keySet()).noneMatch("extension-responses"::equalsIgnoreCase);
    }

    @Test
    void refusesOrdersThatCannotBeKept() throws Exception {
        // Given
        var header = Payer.header(identified(Payer.pay(challenge("/named")), IDENTIFIER));

        // When
        var spaced = send(request("/named").header("PAYMENT-SIGNATURE", header).header("X-Order-Id", "a b"));
        var twice = send(request("/named")
                .header("PAYMENT-SIGNATURE", header)
                .header("X-Order-Id", "a")
                .header("X-Order-Id", "b"));
        var endless = send(request("/named").header("PAYMENT-SIGNATURE", header).header("X-Order-Id", "a".repeat(129)));

        // Then
        for (var response : java.util.List.of(spaced, twice, endless)) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(code(response)).isEqualTo("order_malformed");
        }
        assertThat(facilitator.asked()).isEmpty();
        assertThat(upstream.seen()).isEmpty();
    }

    private static JsonObject info(PaymentRequired challenge) {
        return challenge.extensions().object("quittance").object("info");
    }

    private static PaymentPayload identified(PaymentPayload payment, String id) {
        var info = payment.extensions().object("payment-identifier").object("info").toBuilder()
                .put("id", id)
                .build();
        return with(payment, "payment-identifier", info);
    }

    private static PaymentPayload with(PaymentPayload payment, String extension, JsonObject info) {
        var changed = payment.extensions().object(extension).toBuilder()
                .put("info", info)
                .build();
        var extensions =
                payment.extensions().toBuilder().put(extension, changed).build();
        return new PaymentPayload(payment.resource(), payment.accepted(), payment.payload(), extensions);
    }
}
