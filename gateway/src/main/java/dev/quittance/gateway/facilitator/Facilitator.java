package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.x402.FacilitatorRequest;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client of any x402 facilitator. It asks once per call and never repeats by itself: whether to ask again is for the one
 * who holds the reservation.
 */
public final class Facilitator implements AutoCloseable {
    private static final TextMapSetter<HttpRequest.Builder> TRACE_HEADERS = (carrier, name, value) -> {
        if (carrier != null) {
            carrier.setHeader(name, value);
        }
    };

    private final HttpClient client;
    private final URI settle;
    private final Optional<String> token;
    private final Duration settleTimeout;
    private final int answerBytesMax;
    private final boolean remembers;

    private Facilitator(FacilitatorConfig config, Optional<String> token) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        settle = URI.create(config.url().toString().replaceAll("/+$", "") + "/settle");
        settleTimeout = config.settleTimeout();
        answerBytesMax = config.answerBytesMax();
        remembers = config.remembers();
        this.token = token;
    }

    /**
     * Reads the token and makes a client; nothing is sent.
     *
     * @throws IOException when the token file cannot be read
     */
    public static Facilitator of(FacilitatorConfig config) throws IOException {
        Optional<String> token = config.tokenFile().isPresent()
                ? Optional.of(Files.readString(config.tokenFile().get()).strip())
                : Optional.empty();
        return new Facilitator(config, token);
    }

    /** Whether a refusal after an open outcome proves that nothing moved. */
    public boolean remembers() {
        return remembers;
    }

    /** Asks to settle and waits, at most the settle timeout; a wait that ends without an answer leaves the outcome open. */
    public Settlement settle(FacilitatorRequest request) throws InterruptedException {
        var builder = HttpRequest.newBuilder(settle)
                .header("Content-Type", "application/json")
                .timeout(settleTimeout)
                .POST(HttpRequest.BodyPublishers.ofString(request.toJson().toString()));
        token.ifPresent(value -> builder.header("Authorization", "Bearer " + value));
        GlobalOpenTelemetry.getPropagators().getTextMapPropagator().inject(Context.current(), builder, TRACE_HEADERS);
        // The request's own timeout ends with the headers; waiting on the future bounds the body too.
        var answer = client.sendAsync(
                builder.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), answerBytesMax));
        try {
            var response = answer.get(settleTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return SettlementAnswer.read(response.statusCode(), response.body(), request);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return SettlementAnswer.pending(request, Optional.empty());
        } catch (ExecutionException e) {
            return wasNeverAsked(e.getCause())
                    ? new Settlement.Unavailable("the facilitator cannot be reached")
                    : SettlementAnswer.pending(request, Optional.empty());
        }
    }

    private static boolean wasNeverAsked(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    @Override
    public void close() {
        client.close();
    }
}
