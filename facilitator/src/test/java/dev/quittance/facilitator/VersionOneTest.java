package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.stack.Await;
import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.FakeWorker;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of version 1 of the protocol, as servers with the legacy packages send them. */
@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class VersionOneTest {
    private final FakeWorker worker = FakeWorker.start();

    @AfterEach
    void stopWorker() throws InterruptedException {
        worker.stop();
    }

    @ParameterizedTest
    @CsvSource({"base-sepolia", "eip155:84532"})
    void verifiesUnderEitherNameOfTheNetwork(String network) {
        var offer = Offer.good();

        var answer = Caller.MERCHANT.post("/verify", offer.oldBody(network));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"isValid\":true,\"payer\":\"" + offer.payer() + "\"}");
    }

    @Test
    void settlesAndAnswersInTheShapeAndWordsOfVersionOne() throws Exception {
        // Given
        var offer = Offer.good();
        // When
        var call = Caller.MERCHANT.postLater("/settle", offer.oldBody("base-sepolia"));
        UUID id = Await.until("the payment", () -> Rows.payment(offer)).terms().id();
        worker.included(id, 1);
        var answer = call.join();
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(answer.body()))
                .isEqualTo(JsonObject.parse("""
                {"success":true,"transaction":"%s","network":"base-sepolia","payer":"%s"}""".formatted(FakeWorker.transactionOf(id), offer.payer())));
        assertThat(Caller.MERCHANT
                        .post("/settle", offer.oldBody("base-sepolia"))
                        .body())
                .isEqualTo(answer.body());
    }

    @Test
    void refusesAnotherValueInTheWordsOfVersionOne() throws Exception {
        // Given
        var offer = Offer.good();
        var dearer = offer.withRequirements(
                offer.requirements().toBuilder().put("amount", "1001").build());
        long rows = Rows.count();
        // When
        var verified = JsonObject.parse(
                Caller.MERCHANT.post("/verify", dearer.oldBody("base-sepolia")).body());
        var settled = JsonObject.parse(
                Caller.MERCHANT.post("/settle", dearer.oldBody("base-sepolia")).body());
        // Then
        assertThat(verified.text("invalidReason")).isEqualTo("invalid_exact_evm_authorization_value");
        assertThat(settled.text("errorReason")).isEqualTo("invalid_exact_evm_authorization_value");
        assertThat(settled.text("network")).isEqualTo("base-sepolia");
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void knowsNoNetworkByAnUnsettledName() throws Exception {
        long rows = Rows.count();

        var answer = Caller.MERCHANT.post("/settle", Offer.good().oldBody("base-goerli"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(answer.body()).text("errorReason")).isEqualTo("invalid_network");
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void bindsAnAuthorizationToTheVersionItWasFirstSettledIn() throws Exception {
        // Given
        var offer = Offer.good();
        var call = Caller.MERCHANT.postLater("/settle", offer.oldBody("base-sepolia"));
        UUID id = Await.until("the payment", () -> Rows.payment(offer)).terms().id();
        worker.included(id, 1);
        call.join();
        // When
        var answer = Caller.MERCHANT.post("/settle", offer.body());
        // Then
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(JsonObject.parse(answer.body()).text("errorReason")).isEqualTo("authorization_bound_elsewhere");
    }
}
