package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.SettleResponse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SettlementTest extends GatewayTestCase {
    private static final String PATH = "/weather/berlin";

    @Test
    void challengesAnewWhatTheFacilitatorRefuses() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_insufficient_balance", ""));

        // When
        var response = sendPaid(PATH, payment);

        // Then the payer learns why, but no internals, and may try again with the same authorization
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(Payer.challenge(response).error()).hasValue("invalid_exact_evm_insufficient_balance");
        var settlement = SettleResponse.fromJson(Payer.message(response, PaymentHeader.PAYMENT_RESPONSE));
        assertThat(settlement.success()).isFalse();
        assertThat(settlement.errorReason()).hasValue("invalid_exact_evm_insufficient_balance");
        assertThat(settlement.errorMessage()).isEmpty();
        assertThat(state(payment)).isEqualTo("none");
        assertThat(upstream.seen()).isEmpty();
        facilitator.reset();
        assertThat(sendPaid(PATH, payment).statusCode()).isEqualTo(200);
    }

    @Test
    void tellsThePayerToLetPermit2TakeTheAsset() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        facilitator.behave(request -> FakeFacilitator.refused(request, "permit2_allowance_required", ""));

        // When
        var response = sendPaid(PATH, payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(412);
        assertThat(Payer.challenge(response).error()).hasValue("permit2_allowance_required");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(state(payment)).isEqualTo("none");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void keepsThePaymentWhileItsSettlementIsOpen() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        facilitator.behave(
                request -> FakeFacilitator.refused(request, "settlement_pending", FakeFacilitator.TRANSACTION));

        // When
        var pending = sendPaid(PATH, payment);

        // Then the payer is told to wait, with what is known, and an identical request goes on
        assertPending(pending, "settlement_pending");
        var known = SettleResponse.fromJson(Payer.message(pending, PaymentHeader.PAYMENT_RESPONSE));
        assertThat(known.errorReason()).hasValue("settlement_pending");
        assertThat(known.transaction()).isEqualTo(FakeFacilitator.TRANSACTION);
        assertThat(state(payment)).isEqualTo("SETTLING");
        assertThat(upstream.seen()).isEmpty();
        facilitator.behave(FakeFacilitator::settled);
        assertThat(sendPaid(PATH, payment).statusCode()).isEqualTo(200);
        assertThat(facilitator.asked()).hasSize(2);
        assertThat(facilitator.asked().get(0)).isEqualTo(facilitator.asked().get(1));
        assertThat(upstream.seen()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "500, '{}', facilitator_unavailable",
        "503, '{\"success\":false,\"errorReason\":\"unexpected_settle_error\",\"transaction\":\"\",\"network\":\"eip155:84532\"}', facilitator_unavailable",
        "503, '{\"success\":false,\"errorReason\":\"settlement_pending\",\"transaction\":\"\",\"network\":\"eip155:84532\"}', settlement_pending",
        "401, '{}', facilitator_unavailable",
        "200, 'not json', facilitator_unavailable",
        "200, '{\"success\":true,\"success\":true}', facilitator_unavailable",
        "200, '{\"success\":true,\"transaction\":\"\",\"network\":\"eip155:84532\"}', facilitator_unavailable",
        "200, '{\"success\":true,\"transaction\":\"0xabababababababababababababababababababababababababababababababab\",\"network\":\"eip155:1\"}', facilitator_unavailable",
        "200, '{\"success\":true,\"transaction\":\"0xabababababababababababababababababababababababababababababababab\",\"network\":\"eip155:84532\",\"amount\":\"1\"}', facilitator_unavailable",
        "202, '{\"success\":true,\"transaction\":\"0xabababababababababababababababababababababababababababababababab\",\"network\":\"eip155:84532\"}', facilitator_unavailable",
        "200, '{\"success\":false,\"transaction\":\"\",\"network\":\"eip155:84532\"}', facilitator_unavailable",
        "200, '{\"success\":false,\"errorReason\":\"unexpected_settle_error\",\"transaction\":\"\",\"network\":\"eip155:84532\"}', settlement_pending"
    })
    void believesNoAnswerThatDoesNotFit(int status, String body, String code) throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        facilitator.behave(request -> new FakeFacilitator.Answer(status, body));

        // When
        var response = sendPaid(PATH, payment);

        // Then nothing is served, nothing is called unpaid, and the payment can go on
        assertPending(response, code);
        assertThat(upstream.seen()).isEmpty();
        facilitator.reset();
        assertThat(sendPaid(PATH, payment).statusCode()).isEqualTo(200);
    }

    @Test
    void boundsTheAnswerOfTheFacilitator() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        facilitator.behave(request -> new FakeFacilitator.Answer(200, "{\"a\":\"" + "x".repeat(100_000) + "\"}"));

        // When / Then
        assertPending(sendPaid(PATH, payment), "settlement_pending");
    }

    @Test
    void waitsForTheFacilitatorWithinABound() throws Exception {
        // Given a facilitator that never answers
        var payment = Payer.pay(challenge(PATH));
        var never = new CountDownLatch(1);
        facilitator.behave(request -> {
            never.await();
            return FakeFacilitator.settled(request);
        });

        // When
        var response = sendPaid(PATH, payment);

        // Then
        assertPending(response, "settlement_pending");
        assertThat(state(payment)).isEqualTo("SETTLING");
        never.countDown();
    }

    @Test
    void passesOnThatTheFacilitatorKnowsTheAuthorizationFromElsewhere() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        facilitator.behave(request -> new FakeFacilitator.Answer(
                409,
                FakeFacilitator.refused(request, "authorization_bound_elsewhere", "")
                        .body()));

        // When
        var response = sendPaid(PATH, payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(code(response)).isEqualTo("authorization_bound_elsewhere");
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 503})
    void owesARefundWhenTheUpstreamFails(int status) throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        upstream.behave(exchange -> FakeUpstream.answer(exchange, status, "broken"));

        // When
        var response = sendPaid(PATH, payment);

        // Then the upstream's own words come with the proof of payment, and the debt stands
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo("broken");
        assertPaid(response);
        await("the refund is due", () -> state(payment).equals("REFUND_DUE"));
        var again = sendPaid(PATH, payment);
        assertThat(again.statusCode()).isEqualTo(status);
        assertThat(again.body()).isEqualTo("broken");
        assertPaid(again);
        assertThat(upstream.seen()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(announced(payment)).containsExactly("quittance.delivery.refund_due");
    }

    @Test
    void owesARefundWhenTheUpstreamBreaksOff() throws Exception {
        // Given an upstream that closes without an answer
        var payment = Payer.pay(challenge(PATH));
        upstream.behave(com.sun.net.httpserver.HttpExchange::close);

        // When
        var response = sendPaid(PATH, payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(code(response)).isEqualTo("upstream_failed");
        assertPaid(response);
        await("the refund is due", () -> state(payment).equals("REFUND_DUE"));
    }

    @Test
    void owesARefundWhenTheUpstreamIsSilent() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        var never = new CountDownLatch(1);
        upstream.behave(exchange -> never.await());

        // When
        var response = sendPaid(PATH, payment);

        // Then
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(code(response)).isEqualTo("upstream_timeout");
        assertPaid(response);
        await("the refund is due", () -> state(payment).equals("REFUND_DUE"));
        never.countDown();
    }

    @Test
    void executesAgainWhatADeadGatewayLeftIfThatIsHarmless() throws Exception {
        // Given a paid GET whose gateway died while the upstream worked
        var payment = Payer.pay(challenge(PATH));
        leaveExecuting(sendPaidPending(PATH, payment), payment);

        // When
        var response = sendPaid(PATH, payment);

        // Then it is served without being charged again
        assertThat(response.statusCode()).isEqualTo(200);
        assertPaid(response);
        assertThat(facilitator.asked()).hasSize(1);
        await("the delivery is noted", () -> state(payment).equals("DONE"));
    }

    @Test
    void doesNotRepeatWhatMayHaveHappened() throws Exception {
        // Given a paid POST whose gateway died while the upstream worked
        var payment = Payer.pay(Payer.challenge(send(request(PATH).POST(BodyPublishers.noBody()))));
        var paid =
                request(PATH).header("PAYMENT-SIGNATURE", Payer.header(payment)).POST(BodyPublishers.noBody());
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));
        leaveExecuting(send(paid), payment);

        // When
        var response = send(paid);

        // Then
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(code(response)).isEqualTo("delivery_unknown");
        assertThat(state(payment)).isEqualTo("UNKNOWN");
        assertThat(code(send(paid))).isEqualTo("delivery_unknown");
        assertThat(upstream.seen()).isEmpty();
    }

    private HttpResponse<String> sendPaidPending(String path, PaymentPayload payment) throws Exception {
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));
        return sendPaid(path, payment);
    }

    private void leaveExecuting(HttpResponse<String> pending, PaymentPayload payment) throws SQLException {
        assertPending(pending, "settlement_pending");
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("""
                        with changed as (
                            update gateway.reservation
                            set state = 'EXECUTING', lease_until = now() - interval '1 minute', settlement = ?::jsonb,
                                level = 'INCLUDED', executions = 1, settle_request = null, sequence = sequence + 1
                            where nonce = decode(?, 'hex')
                            returning payment_id, sequence)
                        insert into gateway.reservation_event (payment_id, sequence, type, from_state, to_state)
                        select payment_id, sequence, 'settled', 'SETTLING', 'EXECUTING' from changed
                        """)) {
            connection.setSchema("gateway");
            var settlement = SettleResponse.settled(
                    Payer.ADDRESS.toString(), FakeFacilitator.TRANSACTION, "eip155:84532", "1000");
            statement.setString(1, settlement.toJson().toString());
            statement.setString(
                    2, payment.payload().object("authorization").text("nonce").substring(2));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private static void assertPending(HttpResponse<String> response, String code) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(response.headers().firstValue("PAYMENT-REQUIRED")).isEmpty();
        assertThat(code(response)).isEqualTo(code);
    }

    private static void assertPaid(HttpResponse<String> response) {
        // The gateway's own words are for no cache at all.
        boolean own = response.headers().firstValue("Content-Type").orElse("").contains("problem");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue(own ? "no-store" : "private");
        var settlement = SettleResponse.fromJson(Payer.message(response, PaymentHeader.PAYMENT_RESPONSE));
        assertThat(settlement.transaction()).isEqualTo(FakeFacilitator.TRANSACTION);
    }
}
