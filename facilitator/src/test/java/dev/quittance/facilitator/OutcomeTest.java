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
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.UUID;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class OutcomeTest {
    private final FakeWorker worker = FakeWorker.start();

    @Inject
    MeterRegistry metrics;

    @AfterEach
    void stopWorker() throws InterruptedException {
        worker.stop();
    }

    @Test
    void followsThePaymentUntilItIsFinal() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        // When
        worker.broadcast(id, 1);
        worker.included(id, 2);
        worker.safe(id, 3, 17);
        worker.finalized(id, 4, 17);
        // Then
        awaitState(offer, PaymentState.FINALIZED);
        assertLogLeadsToRow(offer);
    }

    @Test
    void reopensAPaymentWhoseBlockIsGoneAndKeepsItsAnswer() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        worker.included(id, 1, 17);
        awaitState(offer, PaymentState.INCLUDED);
        String answer = Caller.MERCHANT.post("/settle", offer.body()).body();
        // When
        worker.reorged(id, 2, 17);
        awaitState(offer, PaymentState.SUBMITTING);
        worker.broadcast(id, 3);
        worker.included(id, 4, 18);
        worker.finalized(id, 5, 18);
        awaitState(offer, PaymentState.FINALIZED);
        // Then
        Payment payment = Rows.payment(offer).orElseThrow();
        assertThat(payment.inclusion().orElseThrow().blockHash()).isEqualTo(Keccak256.hash("block 18"));
        assertThat(Caller.MERCHANT.post("/settle", offer.body()).body()).isEqualTo(answer);
        assertThat(worker.requestsOf(id)).hasSizeLessThanOrEqualTo(1);
        assertLogLeadsToRow(offer);
    }

    @Test
    void countsAPaymentAsLostThatDiesAfterItsBlockWasGone() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        worker.included(id, 1, 17);
        // When
        worker.reorged(id, 2, 17);
        worker.failed(id, 3, "invalid_exact_evm_transaction_failed");
        // Then
        awaitState(offer, PaymentState.LOST);
        assertLogLeadsToRow(offer);
    }

    @Test
    void goesOnWithoutAnOutcomeThatNeverComes() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        // When
        worker.broadcast(id, 1);
        worker.safe(id, 3, 17);
        // Then
        awaitState(offer, PaymentState.SAFE);
        var answer = Caller.MERCHANT.post("/settle", offer.body());
        assertThat(JsonObject.parse(answer.body()).bool("success")).isTrue();
        assertLogLeadsToRow(offer);
    }

    @Test
    void takesWhatAStrangerPutOnChainAsSettled() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        // When
        worker.includedByStranger(id, 1);
        // Then
        awaitState(offer, PaymentState.INCLUDED);
        var answer = Caller.MERCHANT.post("/settle", offer.body());
        assertThat(JsonObject.parse(answer.body()).bool("success")).isTrue();
        assertLogLeadsToRow(offer);
    }

    @Test
    void setsAnImpossibleOutcomeAsideAndGoesOnBehindIt() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        double letters = deadLetters();
        // When: safe before it is included, and in a block where it never was
        worker.safe(id, 1, 17);
        worker.included(id, 2, 17);
        worker.finalized(id, 3, 99);
        worker.safe(id, 4, 17);
        // Then
        awaitState(offer, PaymentState.SAFE);
        assertThat(deadLetters()).isEqualTo(letters + 2);
        assertLogLeadsToRow(offer);
    }

    @Test
    void passesOverAnOutcomeThatProvesImpossibleWhenItsTurnComes() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        // When
        worker.finalized(id, 2, 99);
        worker.failed(id, 3, "no_such_reason");
        worker.included(id, 4, 17);
        worker.broadcast(id, 1);
        // Then
        awaitState(offer, PaymentState.INCLUDED);
        assertLogLeadsToRow(offer);
    }

    @Test
    void showsASettlementToItsCallerAlone() throws Exception {
        // Given
        var offer = Offer.good();
        UUID id = begun(offer);
        worker.included(id, 1, 17);
        awaitState(offer, PaymentState.INCLUDED);
        // When
        HttpResponse<String> shown = Caller.MERCHANT.get("/settlements/" + id);
        // Then
        JsonObject json = JsonObject.parse(shown.body());
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(json.names())
                .containsExactlyInAnyOrder(
                        "paymentId",
                        "state",
                        "network",
                        "payer",
                        "amount",
                        "asset",
                        "payTo",
                        "nonce",
                        "transaction",
                        "blockNumber",
                        "blockHash",
                        "logIndex",
                        "answer",
                        "events");
        assertThat(json.text("state")).isEqualTo("INCLUDED");
        assertThat(json.text("nonce")).isEqualTo(offer.authorization().nonce().toString());
        assertThat(json.object("answer"))
                .isEqualTo(JsonObject.parse(
                        Caller.MERCHANT.post("/settle", offer.body()).body()));
        assertThat(json.objects("events").stream().map(event -> event.text("type")))
                .containsExactly("reserved", "submitted", "included");
        assertThat(shown.body()).doesNotContain(offer.signature().substring(2));
        assertUnknown(Caller.RIVAL.get("/settlements/" + id));
        assertUnknown(Caller.MERCHANT.get("/settlements/" + UUID.randomUUID()));
        assertUnknown(Caller.MERCHANT.get("/settlements/1"));
        assertThat(Caller.NOBODY.get("/settlements/" + id).statusCode()).isEqualTo(401);
    }

    private double sumOf(String gauges) {
        return metrics.get(gauges).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    @Test
    void showsWhatWaitsAsGauges() throws Exception {
        // Given
        begun(Offer.good());
        // When, Then
        Await.untilTrue(
                "the gauges",
                () -> sumOf("quittance.payments.pending.rows") > 0
                        && sumOf("quittance.payments.pending.oldest.age.seconds") > 0);
        assertThat(metrics.get("quittance.outbox.rows").gauge().value()).isNotNegative();
        assertThat(metrics.get("quittance.outbox.oldest.age.seconds").gauge().value())
                .isNotNegative();
    }

    @Test
    void namesTheTraceInTheLog() throws Exception {
        // Given
        var traces = new ArrayList<String>();
        var handler = new ExtHandler() {
            @Override
            protected void doPublish(ExtLogRecord line) {
                synchronized (traces) {
                    traces.add(String.valueOf(line.getMdc("traceId")));
                }
            }
        };
        Logger logger = Logger.getLogger("dev.quittance.facilitator.settle.Settlement");
        logger.addHandler(handler);
        // When
        UUID id = begun(Offer.good());
        var request =
                Await.until("a request", () -> worker.requestsOf(id).stream().findFirst());
        logger.removeHandler(handler);
        // Then
        String trace = request.traceparent().orElseThrow().split("-", -1)[1];
        synchronized (traces) {
            assertThat(traces).contains(trace);
        }
    }

    private double deadLetters() {
        return metrics.get("quittance.outcomes.dead.lettered").functionCounter().count();
    }

    private static void assertUnknown(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JsonObject.parse(answer.body()).text("code")).isEqualTo("settlement_unknown");
    }

    private static void assertLogLeadsToRow(Offer offer) throws Exception {
        Payment row = Rows.payment(offer).orElseThrow();
        assertThat(Payment.replay(Rows.log(row.terms().id()))).isEqualTo(row);
    }

    private static void awaitState(Offer offer, PaymentState state) throws Exception {
        Await.untilTrue(
                state.toString(),
                () -> Rows.payment(offer).filter(p -> p.state() == state).isPresent());
    }

    private static UUID begun(Offer offer) throws Exception {
        var _ = Caller.MERCHANT.postLater("/settle", offer.body());
        return Await.until("the payment", () -> Rows.payment(offer)).terms().id();
    }
}
