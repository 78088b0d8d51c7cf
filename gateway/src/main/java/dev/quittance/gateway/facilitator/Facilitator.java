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
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
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

/**
 * A client of any x402 facilitator. It asks once per call and never repeats by itself: whether to ask again is for the one
 * who holds the reservation.
 */
final class Facilitator implements AutoCloseable {
    private static final TextMapSetter<RequestOptions> TRACE_HEADERS = (carrier, name, value) -> {
        if (carrier != null) {
            carrier.putHeader(name, value);
        }
    };
    /** Payments in work are limited before they come here; each has at most one question under way. */
    private static final int CONNECTIONS_MAX = 65_536;

    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int HEADER_BYTES_MAX = 65_536;

    private static final Logger LOG = Logger.getLogger(Facilitator.class);

    private final String name;
    private final HttpClient client;
    private final io.vertx.core.Context loop;
    private final RequestOptions address;
    private final String path;
    private final Optional<String> token;
    private final Duration settleTimeout;
    private final Duration verifyTimeout;
    private final int answerBytesMax;
    private final boolean remembers;
    private final Timer settling;
    private final Timer verifying;
    private final boolean trusted;
    private final Map<Status, Counter> extensions = new EnumMap<>(Status.class);

    private Facilitator(Vertx vertx, FacilitatorsConfig.One config, Optional<String> token, MeterRegistry metrics) {
        settling = metrics.timer("quittance.stage", "stage", "settle");
        verifying = metrics.timer("quittance.stage", "stage", "verify");
        for (Status status : Status.values()) {
            extensions.put(
                    status, metrics.counter("quittance.gateway.facilitator.extensions", "status", status.wire()));
        }
        name = config.name();
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(CONNECTIONS_MAX)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                // The trace is the payment's, which this thread knows and the event loop does not.
                .setTracingPolicy(TracingPolicy.IGNORE));
        loop = vertx.getOrCreateContext();
        address = new RequestOptions().setAbsoluteURI(config.url().toString());
        path = String.valueOf(config.url().getRawPath()).replaceAll("/+$", "");
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
    static Facilitator of(Vertx vertx, FacilitatorsConfig.One config, MeterRegistry metrics) {
        Optional<String> token = config.tokenFile()
                .map(file -> SecretFile.text(file, "quittance.gateway.facilitators[n].token-file")
                        .strip());
        return new Facilitator(vertx, config, token, metrics);
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
        return switch (post("/settle", request, wait, settling)) {
            case Exchange.Answered answered -> SettlementAnswer.read(answered.status(), answered.body(), request);
            case Exchange.Unanswered _ ->
                new Reply(SettlementAnswer.pending(request, Optional.empty()), Conduct.FAILED);
            case Exchange.Unasked _ ->
                new Reply(new Settlement.Unavailable("the facilitator cannot be reached"), Conduct.UNREACHED);
        };
    }

    /** Asks to verify and waits, at most the verify timeout. */
    Verification verify(FacilitatorRequest request) throws InterruptedException {
        return switch (post("/verify", request, verifyTimeout, verifying)) {
            case Exchange.Answered answered -> VerificationAnswer.read(answered.status(), answered.body(), request);
            case Exchange.Unanswered _ -> new Verification.Unavailable("the facilitator did not answer");
            case Exchange.Unasked _ -> new Verification.Unavailable("the facilitator cannot be reached");
        };
    }

    /** The level that a payment has reached, by {@code GET /settlements/}; empty for facilitators that have no such thing. */
    Optional<Level> status(UUID paymentId) throws InterruptedException {
        var question = to("/settlements/" + paymentId).setMethod(HttpMethod.GET);
        return send(question, Buffer.buffer(), verifyTimeout) instanceof Exchange.Answered answered
                        && answered.status() == 200
                ? level(answered.body(), paymentId)
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

    private RequestOptions to(String resource) {
        return new RequestOptions(address).setURI(path + resource);
    }

    private Exchange post(String resource, FacilitatorRequest request, Duration timeout, Timer timer)
            throws InterruptedException {
        var sample = Timer.start();
        try {
            var question = to(resource).setMethod(HttpMethod.POST).putHeader("Content-Type", "application/json");
            return send(question, Buffer.buffer(request.toJson().toString()), timeout);
        } finally {
            sample.stop(timer);
        }
    }

    private Exchange send(RequestOptions question, Buffer body, Duration timeout) throws InterruptedException {
        token.ifPresent(value -> question.putHeader("Authorization", "Bearer " + value));
        GlobalOpenTelemetry.getPropagators().getTextMapPropagator().inject(Context.current(), question, TRACE_HEADERS);
        var exchange = new FacilitatorExchange(answerBytesMax);
        loop.runOnContext(_ -> exchange.run(client, question, body));
        try {
            var answer = exchange.answer().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (answer instanceof Exchange.Answered answered) {
                note(ExtensionResponses.read(answered.extensions()));
            }
            return answer;
        } catch (TimeoutException e) {
            loop.runOnContext(_ -> exchange.giveUp());
            return new Exchange.Unanswered();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an exchange never fails but for a fault of ours", e);
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

    @Override
    public void close() {
        client.close();
    }
}
