package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentState;
import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class SettleTest {
    private final FakeWorker worker = FakeWorker.start();

    @AfterEach
    void stopWorker() throws InterruptedException {
        worker.stop();
    }

    @Test
    void answersWithTheProofOnceTheTransferIsIncluded() throws Exception {
        // Given
        var offer = Offer.good();
        // When
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        worker.broadcast(id, 1);
        worker.included(id, 2);
        HttpResponse<String> answer = call.join();
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(answer.body())).isEqualTo(JsonObject.parse("""
                {"success":true,"payer":"%s","transaction":"%s","network":"eip155:84532","amount":"1000",
                 "extra":{"paymentId":"%s","blockNumber":"17",
                 "blockHash":"%s","logIndex":"3","level":"included"}}""".formatted(
                        offer.payer(), FakeWorker.transactionOf(id), id, Keccak256.hash("block 17"))));
        Payment stored = Rows.payment(offer).orElseThrow();
        assertThat(stored.state()).isEqualTo(PaymentState.INCLUDED);
        assertThat(Payment.replay(Rows.log(id))).isEqualTo(stored);
    }

    @Test
    void requestsTheSettlementWithTheFactsOfTheAuthorization() throws Exception {
        // Given
        var offer = Offer.good();
        // When
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        var requests =
                Await.until("a request", () -> worker.requestsOf(id).stream().findFirst());
        worker.included(id, 1);
        call.join();
        // Then
        assertThat(requests.type()).isEqualTo("quittance.settlement.requested");
        assertThat(requests.sequence()).isEqualTo(1);
        assertThat(requests.traceparent().orElseThrow()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
        assertThat(JsonObject.parse(requests.dataJson()))
                .isEqualTo(JsonObject.builder()
                        .put("paymentId", id.toString())
                        .put("scheme", "exact")
                        .put("network", "eip155:84532")
                        .put("asset", Offer.TOKEN)
                        .put("authorization", offer.authorization().toJson())
                        .put("signature", offer.signature())
                        .put("head", JsonObject.parse(requests.dataJson()).text("head"))
                        .build());
        assertThat(Rows.payment(offer).orElseThrow().terms().head())
                .hasToString(JsonObject.parse(requests.dataJson()).text("head"));
    }

    @Test
    void tellsWhatBecameOfExtensionsThatItKnows() throws Exception {
        // Given
        var offer = Offer.good();
        String extensions = "{\"quittance\":{\"info\":{\"order\":\"7\"}},\"somebody-elses\":{\"info\":{}}}";
        String body = offer.body().replace("\"payload\":", "\"extensions\":" + extensions + ",\"payload\":");
        String tooLong = body.replace("\"7\"", "\"" + "7".repeat(1100) + "\"");
        // When
        var refused = Caller.MERCHANT.post("/settle", tooLong);
        var call = Caller.MERCHANT.postLater("/settle", body);
        UUID id = submitted(offer);
        var pending = Caller.MERCHANT.post("/settle", body);
        worker.included(id, 1);
        var settled = Caller.MERCHANT.post("/settle", body);
        call.join();
        // Then
        assertThat(told(refused))
                .hasValue("{\"quittance\":{\"rejectedReason\":\"invalid_payload\",\"status\":\"rejected\"}}");
        assertThat(told(pending)).hasValue("{\"quittance\":{\"status\":\"processing\"}}");
        assertThat(told(settled)).hasValue("{\"quittance\":{\"status\":\"success\"}}");
        assertThat(told(Caller.MERCHANT.post("/settle", Offer.unfunded().body())))
                .isEmpty();
    }

    private static Optional<String> told(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("EXTENSION-RESPONSES")
                .map(header ->
                        JsonObject.parse(Base64.getDecoder().decode(header)).canonical());
    }

    @Test
    void settlesIdenticalCallsOnceAndAnswersThemAlike() throws Exception {
        // Given
        var offer = Offer.good();
        var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        // When
        for (int i = 0; i < 20; i++) {
            calls.add(Caller.MERCHANT.postLater("/settle", offer.body()));
        }
        UUID id = submitted(offer);
        worker.broadcast(id, 1);
        worker.included(id, 2);
        List<String> answers =
                calls.stream().map(call -> call.join().body()).distinct().toList();
        String late = Caller.MERCHANT.post("/settle", offer.body()).body();
        // Then
        assertThat(answers).containsExactly(late);
        assertThat(JsonObject.parse(late).bool("success")).isTrue();
        assertThat(worker.requestsOf(offer.authorization().nonce())).hasSize(1);
    }

    @Test
    void refusesTheAuthorizationForOtherTerms() throws Exception {
        // Given
        var offer = Offer.good();
        var other = offer.withTerms(
                offer.requirements().toBuilder().put("maxTimeoutSeconds", 60).build());
        UUID id = settledBy(offer);
        // When
        var answer = Caller.MERCHANT.post("/settle", other.body());
        // Then
        assertBoundElsewhere(answer, offer);
        assertThat(worker.requestsOf(id)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void refusesTheAuthorizationToAnotherCaller() throws Exception {
        // Given
        var offer = Offer.good();
        settledBy(offer);
        // When
        var answer = Caller.RIVAL.post("/settle", offer.body());
        // Then
        assertBoundElsewhere(answer, offer);
    }

    @Test
    void answersPendingWithTheHashWhenTheTransactionIsOut() throws Exception {
        // Given
        var offer = Offer.good();
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        // When
        worker.broadcast(id, 1);
        HttpResponse<String> pending = call.join();
        worker.included(id, 2);
        HttpResponse<String> later = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertThat(pending.statusCode()).isEqualTo(200);
        JsonObject body = JsonObject.parse(pending.body());
        assertThat(body.bool("success")).isFalse();
        assertThat(body.text("errorReason")).isEqualTo("settlement_pending");
        assertThat(body.text("transaction"))
                .isEqualTo(FakeWorker.transactionOf(id).toString());
        assertThat(JsonObject.parse(later.body()).bool("success")).isTrue();
    }

    @Test
    void asksToComeAgainWhileNoTransactionIsOut() throws Exception {
        // Given
        var offer = Offer.good();
        // When
        HttpResponse<String> pending = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertThat(pending.statusCode()).isEqualTo(503);
        assertThat(pending.headers().firstValue("Retry-After")).hasValue("2");
        JsonObject body = JsonObject.parse(pending.body());
        assertThat(body.text("errorReason")).isEqualTo("settlement_pending");
        assertThat(body.text("transaction")).isEmpty();
        assertThat(Rows.payment(offer).orElseThrow().state()).isEqualTo(PaymentState.SUBMITTING);
    }

    @Test
    void answersAProvedFailureForGood() throws Exception {
        // Given
        var offer = Offer.good();
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        // When
        worker.failed(id, 1, "invalid_exact_evm_transaction_failed");
        HttpResponse<String> answer = call.join();
        HttpResponse<String> again = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(answer.body())).isEqualTo(JsonObject.parse("""
                {"success":false,"errorReason":"invalid_exact_evm_transaction_failed","payer":"%s","transaction":"",
                 "network":"eip155:84532"}""".formatted(offer.payer())));
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(Rows.payment(offer).orElseThrow().state()).isEqualTo(PaymentState.FAILED);
    }

    @Test
    void appliesOutcomesInTheirOrderWhateverOrderTheyArriveIn() throws Exception {
        // Given
        var offer = Offer.good();
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        // When
        worker.included(id, 2);
        worker.broadcast(id, 1);
        worker.broadcast(id, 1);
        HttpResponse<String> answer = call.join();
        // Then
        assertThat(JsonObject.parse(answer.body()).bool("success")).isTrue();
        assertThat(Rows.log(id)).hasSize(4);
    }

    @Test
    void wakesACallForAnAnswerThatAnotherReplicaWrote() throws Exception {
        // Given
        var offer = Offer.good();
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        // When
        OtherReplica.include(id);
        HttpResponse<String> answer = call.join();
        // Then
        assertThat(JsonObject.parse(answer.body()).bool("success")).isTrue();
    }

    @Test
    void setsPoisonAsideAndGoesOn() throws Exception {
        // Given
        var offer = Offer.good();
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        // When
        worker.post(id, new byte[] {'{', 0, '}'});
        worker.included(UUID.randomUUID(), 1);
        worker.failed(id, 1, "no_such_reason");
        worker.included(id, 2);
        HttpResponse<String> answer = call.join();
        // Then
        assertThat(JsonObject.parse(answer.body()).bool("success")).isTrue();
    }

    private UUID settledBy(Offer offer) throws Exception {
        var call = Caller.MERCHANT.postLater("/settle", offer.body());
        UUID id = submitted(offer);
        worker.included(id, 1);
        assertThat(call.join().statusCode()).isEqualTo(200);
        return id;
    }

    private static void assertBoundElsewhere(HttpResponse<String> answer, Offer offer) {
        assertThat(answer.statusCode()).isEqualTo(409);
        JsonObject body = JsonObject.parse(answer.body());
        assertThat(body.bool("success")).isFalse();
        assertThat(body.text("errorReason")).isEqualTo("authorization_bound_elsewhere");
        assertThat(body.text("transaction")).isEmpty();
        assertThat(body.text("payer")).isEqualTo(offer.payer().toString());
    }

    private static UUID submitted(Offer offer) throws Exception {
        return Await.until("the payment", () -> Rows.payment(offer)).terms().id();
    }
}
