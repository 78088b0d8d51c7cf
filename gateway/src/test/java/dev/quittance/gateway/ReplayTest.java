package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ReplayTest extends GatewayTestCase {

    @Test
    void givesTheSameBytesAgain() throws Exception {
        // Given an answer that no second one would equal
        upstream.behave(exchange -> {
            exchange.getResponseHeaders().add("Set-Cookie", "a=1");
            exchange.getResponseHeaders().add("Set-Cookie", "b=2");
            FakeUpstream.answer(exchange, 201, "answer " + upstream.seen().size());
        });
        var payment = Payer.pay(challenge("/weather/berlin"));
        var first = sendPaid("/weather/berlin", payment);

        // When
        var again = sendPaid("/weather/berlin", payment);

        // Then
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().map()).isEqualTo(first.headers().map());
        assertThat(again.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(again.headers().firstValue("PAYMENT-RESPONSE")).isPresent();
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void givesWhatAClientMissedThatLostItsConnection() throws Exception {
        // Given a client that is gone when its answer comes
        var payment = Payer.pay(challenge("/weather/berlin"));
        var left = new CountDownLatch(1);
        upstream.behave(exchange -> {
            left.await();
            FakeUpstream.answer(exchange, 200, "late");
        });
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            String head = "GET /weather/berlin HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nPAYMENT-SIGNATURE: "
                    + Payer.header(payment) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await("the upstream works", () -> upstream.seen().size() == 1);
        }
        left.countDown();
        await("the answer is stored", () -> state(payment).equals("DONE"));

        // When
        var again = sendPaid("/weather/berlin", payment);

        // Then
        assertThat(again.body()).isEqualTo("late");
        assertThat(upstream.seen()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void aHeaderRebuiltFromCalldataGetsTheStateAndNothingElse() throws Exception {
        // Given a delivered payment
        var payment = Payer.pay(challenge("/weather/berlin"));
        sendPaid("/weather/berlin", payment);

        // When somebody reads it on chain, and shows it with a challenge of his own for the same request
        var nonce = Bytes32.parse(payment.payload().object("authorization").text("nonce"));
        var thief = sendPaid("/weather/berlin", Payer.pay(challenge("/weather/berlin"), nonce));

        // Then
        assertThat(thief.statusCode()).isEqualTo(409);
        assertThat(code(thief)).isEqualTo("already_delivered");
        assertThat(JsonObject.parse(thief.body()).text("state")).isEqualTo("DONE");
        assertThat(thief.body()).doesNotContain("sunny");
        assertThat(thief.headers().firstValue("PAYMENT-RESPONSE")).isEmpty();
        assertThat(thief.headers().firstValue("Payment-Status")).isEmpty();
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void doesNotKeepWhatIsTooLargeAndSaysSo() throws Exception {
        // Given an answer above the limit
        String large = "x".repeat(Surroundings.ANSWER_BYTES_MAX + 1);
        upstream.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(large.getBytes(StandardCharsets.US_ASCII));
        });
        var payment = Payer.pay(challenge("/weather/berlin"));

        // When
        var first = sendPaid("/weather/berlin", payment);
        await("the delivery is noted", () -> state(payment).equals("DONE"));
        var again = sendPaid("/weather/berlin", payment);

        // Then it went out whole, once
        assertThat(first.body()).isEqualTo(large);
        assertThat(first.headers().firstValue("PAYMENT-RESPONSE")).isPresent();
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("already_delivered");
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void withholdsNothingThatIsTooLarge() throws Exception {
        // Given
        upstream.behave(exchange -> FakeUpstream.answer(exchange, 200, "x".repeat(Surroundings.ANSWER_BYTES_MAX + 1)));
        var payment = Payer.pay(challenge("/oracle/x"));

        // When
        var response = sendPaid("/oracle/x", payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(code(response)).isEqualTo("answer_too_large");
        assertThat(facilitator.asked()).isEmpty();
        assertThat(state(payment)).isEqualTo("none");
    }

    @Test
    void executesAStreamAgainThatItsClientLost() throws Exception {
        // Given a stream that its client left in the middle
        var payment = Payer.pay(challenge("/feed"));
        upstream.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 1_000_000; i++) {
                exchange.getResponseBody().write("tick\n".getBytes(StandardCharsets.US_ASCII));
                exchange.getResponseBody().flush();
            }
        });
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            String head = "GET /feed HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nPAYMENT-SIGNATURE: "
                    + Payer.header(payment) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        await("the cut is noted", () -> !isLeased(payment));

        // When
        upstream.behave(exchange -> FakeUpstream.answer(exchange, 200, "tock"));
        var again = sendPaid("/feed", payment);

        // Then it is the same work for the upstream, and no second charge
        assertThat(again.body()).isEqualTo("tock");
        assertThat(upstream.seen()).hasSize(2);
        assertThat(upstream.seen().get(0).header("Idempotency-Key"))
                .isEqualTo(upstream.seen().get(1).header("Idempotency-Key"));
        assertThat(facilitator.asked()).hasSize(1);
        await("the delivery is noted", () -> state(payment).equals("DONE"));
    }

    @Test
    void servesTheAuthorizationFlow() throws Exception {
        // Given a route whose upstream works first
        var payment = Payer.pay(challenge("/oracle/x"));
        facilitator.behave(request -> {
            assertThat(upstream.seen()).hasSize(1);
            return FakeFacilitator.settled(request);
        });

        // When
        var first = sendPaid("/oracle/x", payment);
        var again = sendPaid("/oracle/x", payment);

        // Then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo("sunny");
        assertThat(first.headers().firstValue("PAYMENT-RESPONSE")).isPresent();
        assertThat(again.headers().map()).isEqualTo(first.headers().map());
        assertThat(facilitator.verified()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(announced(payment)).containsExactly("quittance.delivery.completed");
    }

    @Test
    void executesNothingThatWouldNotBePaid() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/oracle/x"));
        facilitator.verifyAs(request -> FakeFacilitator.invalid("invalid_exact_evm_insufficient_balance"));

        // When
        var response = sendPaid("/oracle/x", payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(Payer.challenge(response).error()).hasValue("invalid_exact_evm_insufficient_balance");
        assertThat(upstream.seen()).isEmpty();
        assertThat(facilitator.asked()).isEmpty();
        assertThat(state(payment)).isEqualTo("none");
    }

    private boolean isLeased(PaymentPayload payment) {
        String nonce = payment.payload().object("authorization").text("nonce");
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "select lease_until > now() from gateway.reservation where nonce = decode(?, 'hex')"
                                + " and upstream_status is not null")) {
            statement.setString(1, nonce.substring(2));
            try (var row = statement.executeQuery()) {
                return !row.next() || row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
