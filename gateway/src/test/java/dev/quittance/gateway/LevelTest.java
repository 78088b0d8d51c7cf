package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.events.Event;
import dev.quittance.gateway.follow.PaymentFollower;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Release levels, the news that reach them, and the status that shows them. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields.
class LevelTest extends GatewayTestCase {
    @Inject
    PaymentFollower follower;

    private final UUID facilitatorPaymentId = UUID.randomUUID();

    @Test
    void servesWhenThePaymentIsAsFirmAsTheRouteAsks() throws Exception {
        // Given a payment that is included, on a route that asks for safe
        var payment = Payer.pay(challenge("/vault"));
        settleAsOurs();
        var pending = sendPaid("/vault", payment);
        var still = sendPaid("/vault", payment);

        // When the news come
        follower.handle(List.of(news(payment, "safe", 5)));
        var served = sendPaid("/vault", payment);

        // Then
        for (var waiting : List.of(pending, still)) {
            assertThat(waiting.statusCode()).isEqualTo(503);
            assertThat(code(waiting)).isEqualTo("settlement_pending");
            assertThat(waiting.headers().firstValue("Retry-After")).isPresent();
            assertThat(waiting.headers().firstValue("Payment-Status")).isPresent();
        }
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(upstream.seen()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void asksTheFacilitatorWhenTheNewsDoNotCome() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/notary"));
        settleAsOurs();
        var pending = sendPaid("/notary", payment);

        // When
        facilitator.stands("FINALIZED");
        var served = sendPaid("/notary", payment);

        // Then the withheld answer is the one that was made before the payment
        assertThat(code(pending)).isEqualTo("settlement_pending");
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(upstream.seen()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void aReorganisationUnservesNothingAndShowsInTheTimeline() throws Exception {
        // Given a delivered payment
        var payment = Payer.pay(challenge("/weather/berlin"));
        settleAsOurs();
        sendPaid("/weather/berlin", payment);

        // When it is reorganised away; the same news come twice, and older ones late
        var reorged = news(payment, "reorged", 7);
        follower.handle(List.of(news(payment, "finalized", 6), reorged, reorged));
        follower.handle(List.of(reorged, news(payment, "safe", 5), news(payment, "lost", 8)));
        var status = status(payment, "Payment-Challenge", challengeId(payment));

        // Then
        assertThat(sendPaid("/weather/berlin", payment).statusCode()).isEqualTo(200);
        assertThat(status.text("state")).isEqualTo("DONE");
        assertThat(status.text("level")).isEqualTo("none");
        assertThat(status.text("facilitatorPaymentId")).isEqualTo(facilitatorPaymentId.toString());
        assertThat(status.objects("events"))
                .extracting(event -> event.text("type"))
                .containsExactly(
                        "reserved",
                        "settle_asked",
                        "settled",
                        "delivered",
                        "payment_finalized",
                        "payment_reorged",
                        "payment_safe",
                        "payment_lost");
    }

    @Test
    void aPaymentThatIsLostBeforeAnythingWasGivenIsFreed() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/vault"));
        settleAsOurs();
        sendPaid("/vault", payment);

        // When
        follower.handle(List.of(news(payment, "lost", 9)));

        // Then
        assertThat(state(payment)).isEqualTo("none");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void tellsTheStatusToPayerAndMerchantAndToNobodyElse() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/weather/berlin"));
        sendPaid("/weather/berlin", payment);
        var other = Payer.pay(challenge("/weather/berlin"));

        // When / Then
        assertThat(status(payment, "Payment-Challenge", challengeId(payment)).text("payer"))
                .isEqualTo(Payer.ADDRESS.toString());
        assertThat(status(payment, "Authorization", "Bearer " + Surroundings.MERCHANT_TOKEN)
                        .text("transaction"))
                .isEqualTo(FakeFacilitator.TRANSACTION);
        String path = "/payments/" + paymentId(payment);
        for (var answer : List.of(
                send(request(path)),
                send(request(path).header("Payment-Challenge", challengeId(other))),
                send(request(path).header("Authorization", "Bearer wrong")),
                send(request("/payments/" + UUID.randomUUID())
                        .header("Authorization", "Bearer " + Surroundings.MERCHANT_TOKEN)))) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(code(answer)).isEqualTo("not_found");
        }
        assertThat(upstream.seen()).hasSize(1);
    }

    private void settleAsOurs() {
        facilitator.behave(request -> FakeFacilitator.settledAs(request, facilitatorPaymentId));
    }

    private JsonObject status(PaymentPayload payment, String header, String value) throws Exception {
        HttpResponse<String> answer =
                send(request("/payments/" + paymentId(payment)).header(header, value));
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonObject.parse(answer.body());
    }

    private static String challengeId(PaymentPayload payment) {
        return payment.extensions().object("quittance").object("info").text("challenge");
    }

    private String paymentId(PaymentPayload payment) throws SQLException {
        String nonce = payment.payload().object("authorization").text("nonce");
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "select payment_id from gateway.reservation where nonce = decode(?, 'hex')")) {
            statement.setString(1, nonce.substring(2));
            try (var row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getString(1);
            }
        }
    }

    private Event news(PaymentPayload payment, String type, long sequence) {
        var accepted = payment.accepted();
        var data = JsonObject.builder()
                .put("paymentId", facilitatorPaymentId.toString())
                .put("network", accepted.network())
                .put("asset", accepted.asset())
                .put("payer", Payer.ADDRESS.toString())
                .put("nonce", payment.payload().object("authorization").text("nonce"))
                .put("blockNumber", "12")
                .build();
        return new Event(
                UUID.randomUUID(),
                "/facilitator",
                "quittance.payment." + type,
                facilitatorPaymentId.toString(),
                sequence,
                Instant.now(),
                Optional.empty(),
                data.toString());
    }
}
