package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.payment.ShownPayment;
import dev.quittance.gateway.paywall.Paywall;
import dev.quittance.gateway.pricing.Prices;
import dev.quittance.gateway.proxy.PricedBodies;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.x402.SettleResponse;
import dev.quittance.protocol.x402.X402;
import dev.quittance.protocol.x402.v1.PaymentPayload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the gateway's own answers to priced requests, and counts every one. */
@ApplicationScoped
final class Cashier {
    private static final String PRICING_UNAVAILABLE = "pricing_unavailable";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Challenger challenger;
    private final Prices prices;
    private final PricedBodies bodies;
    private final Paywall paywall;
    private final MeterRegistry meters;
    /** The registry would look each one up by its name and tags, for every request. */
    private final Map<Counted, Counter> counters = new ConcurrentHashMap<>();

    private record Counted(String route, String outcome) {}

    Cashier(Challenger challenger, Prices prices, PricedBodies bodies, Paywall paywall, MeterRegistry meters) {
        this.challenger = challenger;
        this.prices = prices;
        this.bodies = bodies;
        this.paywall = paywall;
        this.meters = meters;
    }

    void challenge(HttpServerRequest request, PricedRequest asked, String error, Optional<SettleResponse> settlement) {
        if (asked.route().pricing().isEmpty()) {
            tell(request, asked, error, settlement);
            return;
        }
        prices.price(asked)
                .onSuccess(priced -> tell(request, priced, error, settlement))
                .onFailure(_ -> answer(
                        request,
                        asked.route(),
                        PRICING_UNAVAILABLE,
                        Answer.problem(503, PRICING_UNAVAILABLE, "What this costs cannot be said at the moment.")
                                .withRetryAfter(RETRY_AFTER)
                                .withSettlement(settlement)));
    }

    private void tell(
            HttpServerRequest request, PricedRequest priced, String error, Optional<SettleResponse> settlement) {
        var challenge = challenger.challenge(priced, error);
        var answer = Answer.challenge(error, challenge.paymentRequired(), challenge.body());
        boolean old = settlement.isPresent() && ShownPayment.of(request.headers()) instanceof ShownPayment.Old;
        var told = answer.withSettlement(old ? PaymentPayload.VERSION : X402.VERSION, settlement);
        answer(
                request,
                priced.route(),
                settlement.isPresent() ? "refused" : "challenged",
                paywall.shown(request, priced, told));
    }

    void answer(HttpServerRequest request, Route route, String outcome, Answer answer) {
        count(route, outcome);
        bodies.answer(request, answer);
    }

    void count(Route route, String outcome) {
        counters.computeIfAbsent(new Counted(route.name(), outcome), this::counter)
                .increment();
    }

    private Counter counter(Counted counted) {
        return meters.counter(
                "quittance.gateway.priced.requests", "route", counted.route(), "outcome", counted.outcome());
    }
}
