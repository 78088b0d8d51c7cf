package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.payment.ShownPayment;
import dev.quittance.gateway.proxy.PricedBodies;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.x402.SettleResponse;
import dev.quittance.protocol.x402.X402;
import dev.quittance.protocol.x402.v1.PaymentPayload;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Gives the gateway's own answers to priced requests, and counts every one. */
@ApplicationScoped
final class Cashier {
    private final Challenger challenger;
    private final PricedBodies bodies;
    private final MeterRegistry meters;

    Cashier(Challenger challenger, PricedBodies bodies, MeterRegistry meters) {
        this.challenger = challenger;
        this.bodies = bodies;
        this.meters = meters;
    }

    void challenge(HttpServerRequest request, PricedRequest priced, String error, Optional<SettleResponse> settlement) {
        var challenge = challenger.challenge(priced, error);
        var answer = Answer.challenge(error, challenge.paymentRequired(), challenge.body());
        boolean old = settlement.isPresent() && ShownPayment.of(request.headers()) instanceof ShownPayment.Old;
        var told = answer.withSettlement(old ? PaymentPayload.VERSION : X402.VERSION, settlement);
        answer(request, priced.route(), settlement.isPresent() ? "refused" : "challenged", told);
    }

    void answer(HttpServerRequest request, Route route, String outcome, Answer answer) {
        count(route, outcome);
        bodies.answer(request, answer);
    }

    void count(Route route, String outcome) {
        meters.counter("quittance.gateway.priced.requests", "route", route.name(), "outcome", outcome)
                .increment();
    }
}
