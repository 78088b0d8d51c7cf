package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields.
class UpstreamGroupsTest extends GatewayTestCase {
    FakeSockets sockets;

    @Test
    void takesNoPaymentForAnUpstreamThatIsAway() throws Exception {
        // Given an upstream whose absence some paid for, and which is therefore out
        int refunds = 0;
        HttpResponse<String> refused;
        do {
            facilitator.reset();
            refused = sendPaid("/away", Payer.pay(challenge("/away")));
            refunds++;
        } while (refused.statusCode() == 502);
        facilitator.reset();

        // When
        var payment = Payer.pay(challenge("/away"));
        var answer = sendPaid("/away", payment);

        // Then nothing was asked and nothing is bound
        assertThat(refunds).isLessThanOrEqualTo(4);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(code(answer)).isEqualTo("upstream_unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(facilitator.asked()).isEmpty();
        assertThat(state(payment)).isEqualTo("none");
    }

    @Test
    void changesTheHeadersThatARouteWantsChanged() throws Exception {
        // Given
        upstream.behave(exchange -> {
            exchange.getResponseHeaders().set("X-Internal", "rack 7");
            FakeUpstream.answer(exchange, 200, "sunny");
        });

        // When
        var response = send(request("/dressed")
                .header("Accept-Language", "de")
                .header("PAYMENT-SIGNATURE", Payer.header(Payer.pay(challenge("/dressed")))));

        // Then
        assertThat(response.headers().firstValue("X-Shop")).hasValue("demo");
        assertThat(response.headers().firstValue("X-Internal")).isEmpty();
        assertThat(upstream.seen().getFirst().header("X-Key")).isEqualTo("secret");
        assertThat(upstream.seen().getFirst().headers()).doesNotContainKey("Accept-language");
    }

    @Test
    void letsAPreflightOfAPricedPathPass() throws Exception {
        // Given / When
        var preflight = preflight("/weather/berlin", "GET");
        var options = send(request("/weather/berlin").method("OPTIONS", BodyPublishers.noBody()));

        // Then
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(options.statusCode()).isEqualTo(405);
        assertThat(upstream.seen()).hasSize(1);
    }

    @Test
    void asksTheServersOfTheMethodThatAPreflightIsFor() throws Exception {
        // Given / When
        var own = preflight("/away", "GET");
        var notSold = preflight("/away", "DELETE");

        // Then the first group answers only for what is no other's
        assertThat(own.statusCode()).isIn(502, 503);
        assertThat(notSold.statusCode()).isEqualTo(200);
        assertThat(upstream.seen()).hasSize(1);
    }

    private HttpResponse<String> preflight(String path, String method) throws Exception {
        return send(request(path)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", method));
    }

    @Test
    void challengesAnUpgradeThatIsNotPaid() {
        // Given / When / Then
        assertThatThrownBy(() -> open(Optional.empty(), new Words()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(402));
        assertThat(sockets.open()).isEmpty();
    }

    @Test
    void upgradesOnceItIsPaidAndOnlyOnce() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/talk"));
        var words = new Words();

        // When
        var socket = open(Optional.of(Payer.header(payment)), words);
        socket.sendText("ab", true).join();

        // Then frames pass, the payment is done, and does not open a second connection
        assertThat(words.text.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("abab");
        await("the delivery is noted", () -> state(payment).equals("DONE"));
        assertThat(facilitator.asked()).hasSize(1);
        assertThatThrownBy(() -> open(Optional.of(Payer.header(payment)), new Words()))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(409));
        assertThat(sockets.open()).hasSize(1);
        sockets.open().getFirst().close();
        assertThat(words.end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void settlesNothingForAnUpgradeWhosePaymentIsRefused() throws Exception {
        // Given
        facilitator.behave(request -> FakeFacilitator.refused(request, "insufficient_funds", ""));
        var payment = Payer.pay(challenge("/talk"));

        // When / Then
        assertThatThrownBy(() -> open(Optional.of(Payer.header(payment)), new Words()))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(402));
        assertThat(sockets.open()).isEmpty();
    }

    private WebSocket open(Optional<String> payment, WebSocket.Listener listener) throws Exception {
        var builder = client.newWebSocketBuilder();
        payment.ifPresent(header -> builder.header("PAYMENT-SIGNATURE", header));
        return builder.buildAsync(URI.create("ws://" + gateway.getAuthority() + "/talk"), listener)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static final class Words implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return CompletableFuture.completedStage(data);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            end.complete("closed " + status);
            return CompletableFuture.completedStage(status);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end.complete("error " + error);
        }
    }
}
