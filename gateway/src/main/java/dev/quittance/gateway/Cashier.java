package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.x402.SettleResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Gives the gateway's own answers to priced requests, and counts every one. */
@ApplicationScoped
final class Cashier {
    private final Challenger challenger;
    private final MeterRegistry meters;

    Cashier(Challenger challenger, MeterRegistry meters) {
        this.challenger = challenger;
        this.meters = meters;
    }

    void challenge(HttpServerRequest request, PricedRequest priced, String error, Optional<SettleResponse> settlement) {
        var challenge = Answer.challenge(challenger.challenge(priced, error), settlement);
        answer(request, priced.route(), settlement.isPresent() ? "refused" : "challenged", challenge);
    }

    void answer(HttpServerRequest request, Route route, String outcome, Answer answer) {
        count(route, outcome);
        answer.send(request.response());
    }

    void count(Route route, String outcome) {
        meters.counter("quittance.gateway.priced.requests", "route", route.name(), "outcome", outcome)
                .increment();
    }
}
