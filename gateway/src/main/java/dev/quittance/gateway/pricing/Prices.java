package dev.quittance.gateway.pricing;

import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.route.Pricing;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What a request costs and whom it pays, where the route itself does not say: asked of the merchant's endpoint. It alone is asked:
 * no redirect is followed, and nothing of a request chooses the address. Other sources of prices and payees stand in here.
 */
public final class Prices {
    private static final Logger LOG = Logger.getLogger(Prices.class);
    private static final String ASKED = "quittance.gateway.pricing.questions";

    private final HttpClient client;
    private final String tenant;
    private final long answerBytesMax;
    private final PriceCache cache;
    private final MeterRegistry metrics;

    /** Makes the client; nothing is sent. */
    public Prices(Vertx vertx, String tenant, PricingConfig config, InstantSource clock, MeterRegistry metrics) {
        this.tenant = tenant;
        this.metrics = metrics;
        answerBytesMax = config.answerBytesMax().asLongValue();
        cache = new PriceCache(config.cachedMax(), clock);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(config.connectionsMax())
                .setMaxWaitQueueSize(config.waitingMax())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(60)
                .setDecompressionSupported(false));
    }

    /** The request with its own price, or a {@link PricingUnavailableException}; on the event loop that asks. */
    public Future<PricedRequest> price(PricedRequest request) {
        return request.route()
                .pricing()
                .map(pricing -> offers(pricing, request)
                        .map(offers -> request.with(request.route().withAccepts(offers))))
                .orElseGet(() -> Future.succeededFuture(request));
    }

    private Future<List<PaymentRequirements>> offers(Pricing pricing, PricedRequest request) {
        String question = question(request);
        var key = Sha256.hash((request.route().priceVersion() + " " + pricing.url() + " " + question)
                .getBytes(StandardCharsets.UTF_8));
        var known = cache.find(key);
        if (known.isPresent()) {
            count("cached");
            return Future.succeededFuture(known.get());
        }
        return ask(pricing, question)
                .map(answer -> pricing.offers(request.route().accepts(), JsonObject.parse(answer)))
                .onSuccess(offers -> {
                    count("told");
                    pricing.cache().ifPresent(life -> cache.keep(key, offers, life));
                })
                .recover(failure -> {
                    count("failed");
                    LOG.warnf("route %s has no price: %s", request.route().name(), reason(failure));
                    return Future.failedFuture(new PricingUnavailableException("no price", failure));
                });
    }

    private String question(PricedRequest request) {
        return JsonObject.builder()
                .put("tenant", tenant)
                .put("route", request.route().name())
                .put("method", request.method())
                .put("host", request.authority())
                .put("path", request.target().path())
                .put("query", request.target().query())
                .build()
                .toString();
    }

    private Future<String> ask(Pricing pricing, String question) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(pricing.url().toString())
                .setFollowRedirects(false)
                .setTimeout(pricing.timeout().toMillis())
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", "application/json");
        return client.request(options)
                .compose(request -> request.send(question))
                .compose(this::read)
                .timeout(pricing.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private Future<String> read(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            response.exceptionHandler(_ -> {});
            response.request().reset();
            return Future.failedFuture("status " + response.statusCode());
        }
        var whole = Promise.<String>promise();
        var body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.handler(chunk -> {
            if (body.length() + chunk.length() > answerBytesMax) {
                whole.tryFail("the answer is too large");
                response.request().reset();
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(_ -> whole.tryComplete(body.toString(StandardCharsets.UTF_8)));
        return whole.future();
    }

    private static String reason(Throwable failure) {
        return failure instanceof MalformedException
                ? "its answer is not fit: " + failure.getMessage()
                : failure.getClass().getSimpleName() + " " + failure.getMessage();
    }

    private void count(String result) {
        metrics.counter(ASKED, "result", result).increment();
    }
}
