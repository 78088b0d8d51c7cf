package dev.quittance.gateway.facilitator;

import dev.quittance.gateway.facilitator.ExtensionResponses.Status;
import dev.quittance.gateway.facilitator.Reply.Conduct;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.vitals.SecretFile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A client of any x402 facilitator. It asks once per call and never repeats by itself: whether to ask again is for the one
 * who holds the reservation.
 */
final class Facilitator implements AutoCloseable {
    private static final TextMapSetter<HttpRequest.Builder> TRACE_HEADERS = (carrier, name, value) -> {
        if (carrier != null) {
            carrier.setHeader(name, value);
        }
    };

    private static final Logger LOG = Logger.getLogger(Facilitator.class);

    private final String name;
    private final HttpClient client;
    private final URI settle;
    private final URI verify;
    private final URI settlements;
    private final Optional<String> token;
    private final Duration settleTimeout;
    private final Duration verifyTimeout;
    private final int answerBytesMax;
    private final boolean remembers;
    private final Timer settling;
    private final Timer verifying;
    private final boolean trusted;
    private final Map<Status, Counter> extensions = new EnumMap<>(Status.class);

    /** What became of one HTTP exchange. */
    private sealed interface Exchange {
        @SuppressWarnings("ArrayRecordComponent") // Never compared.
        record Answered(int status, byte[] body) implements Exchange {}

        /** It may have been understood; no whole answer came. */
        record Unanswered() implements Exchange {}

        /** No connection came about: nothing was asked. */
        record Unasked() implements Exchange {}
    }

    private Facilitator(FacilitatorsConfig.One config, Optional<String> token, MeterRegistry metrics) {
        settling = metrics.timer("quittance.stage", "stage", "settle");
        verifying = metrics.timer("quittance.stage", "stage", "verify");
        for (Status status : Status.values()) {
            extensions.put(
                    status, metrics.counter("quittance.gateway.facilitator.extensions", "status", status.wire()));
        }
        name = config.name();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        var base = config.url().toString().replaceAll("/+$", "");
        settle = URI.create(base + "/settle");
        verify = URI.create(base + "/verify");
        settlements = URI.create(base + "/settlements/");
        settleTimeout = config.settleTimeout();
        verifyTimeout = config.verifyTimeout();
        answerBytesMax = config.answerBytesMax();
        remembers = config.remembers();
        trusted = config.trusted();
        this.token = token;
    }

    /**
     * Reads the token and makes a client; nothing is sent.
     *
     * @throws ConfigurationException when the token file cannot be read or is empty
     */
    static Facilitator of(FacilitatorsConfig.One config, MeterRegistry metrics) {
        Optional<String> token = config.tokenFile()
                .map(file -> SecretFile.text(file, "quittance.gateway.facilitators[n].token-file")
                        .strip());
        return new Facilitator(config, token, metrics);
    }

    String name() {
        return name;
    }

    /** Whether it repeats its answer to the same authorization. */
    boolean remembers() {
        return remembers;
    }

    /** Whether its word counts without proof. */
    boolean trusted() {
        return trusted;
    }

    Duration settleTimeout() {
        return settleTimeout;
    }

    /** Asks to settle and waits, at most the settle timeout or the limit; no answer leaves the outcome open. */
    Reply settle(FacilitatorRequest request, Duration limit) throws InterruptedException {
        Duration wait = limit.compareTo(settleTimeout) < 0 ? limit : settleTimeout;
        return switch (post(settle, request, wait, settling)) {
            case Exchange.Answered(int status, byte[] body) -> SettlementAnswer.read(status, body, request);
            case Exchange.Unanswered _ ->
                new Reply(SettlementAnswer.pending(request, Optional.empty()), Conduct.FAILED);
            case Exchange.Unasked _ ->
                new Reply(new Settlement.Unavailable("the facilitator cannot be reached"), Conduct.UNREACHED);
        };
    }

    /** Asks to verify and waits, at most the verify timeout. */
    Verification verify(FacilitatorRequest request) throws InterruptedException {
        return switch (post(verify, request, verifyTimeout, verifying)) {
            case Exchange.Answered(int status, byte[] body) -> VerificationAnswer.read(status, body, request);
            case Exchange.Unanswered _ -> new Verification.Unavailable("the facilitator did not answer");
            case Exchange.Unasked _ -> new Verification.Unavailable("the facilitator cannot be reached");
        };
    }

    /** The level that a payment has reached, by {@code GET /settlements/}; empty for facilitators that have no such thing. */
    Optional<Level> status(UUID paymentId) throws InterruptedException {
        var question = HttpRequest.newBuilder(settlements.resolve(paymentId.toString()))
                .GET();
        return send(question, verifyTimeout) instanceof Exchange.Answered(int status, byte[] body) && status == 200
                ? level(body, paymentId)
                : Optional.empty();
    }

    private static Optional<Level> level(byte[] body, UUID paymentId) {
        try {
            var json = JsonObject.parse(body);
            String state = json.text("state");
            return json.text("paymentId").equals(paymentId.toString())
                    ? Arrays.stream(Level.values())
                            .filter(level -> level.name().equals(state))
                            .findFirst()
                    : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private Exchange post(URI address, FacilitatorRequest request, Duration timeout, Timer timer)
            throws InterruptedException {
        var sample = Timer.start();
        try {
            return send(
                    HttpRequest.newBuilder(address)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    request.toJson().toString())),
                    timeout);
        } finally {
            sample.stop(timer);
        }
    }

    private Exchange send(HttpRequest.Builder question, Duration timeout) throws InterruptedException {
        question.timeout(timeout);
        token.ifPresent(value -> question.header("Authorization", "Bearer " + value));
        GlobalOpenTelemetry.getPropagators().getTextMapPropagator().inject(Context.current(), question, TRACE_HEADERS);
        // The request's own timeout ends with the headers; waiting on the future bounds the body too.
        var answer = client.sendAsync(
                question.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), answerBytesMax));
        try {
            var response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            note(ExtensionResponses.read(response.headers().firstValue(ExtensionResponses.HEADER)));
            return new Exchange.Answered(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Exchange.Unanswered();
        } catch (ExecutionException e) {
            return wasNeverAsked(e.getCause()) ? new Exchange.Unasked() : new Exchange.Unanswered();
        }
    }

    private void note(Map<String, Status> told) {
        told.forEach((extension, status) -> {
            Objects.requireNonNull(extensions.get(status)).increment();
            if (status == Status.REJECTED) {
                LOG.infof("facilitator %s did not take the extension %s", name, extension);
            }
        });
    }

    private static boolean wasNeverAsked(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    @Override
    public void close() {
        client.close();
    }
}
