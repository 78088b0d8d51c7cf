package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.payment.OldPaymentReader;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.PaymentReader;
import dev.quittance.gateway.payment.ShownPayment;
import dev.quittance.gateway.proxy.BodyRefusedException;
import dev.quittance.gateway.proxy.PricedBodies;
import dev.quittance.gateway.proxy.PricedBody;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.Route;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Where priced requests are read and challenged, or passed on as paid. Runs on the event loop. */
@ApplicationScoped
final class Till {
    /** The words of the reference implementation. */
    private static final String PAYMENT_REQUIRED = "Payment required";

    private final Sites sites;
    private final PaymentReader reader;
    private final OldPaymentReader oldReader;
    private final PricedBodies bodies;
    private final Cashier cashier;
    private final Sale sale;

    Till(
            GatewayConfig config,
            PaymentReader reader,
            OldPaymentReader oldReader,
            PricedBodies bodies,
            Cashier cashier,
            Sale sale) {
        sites = new Sites(config.publicOrigin());
        this.reader = reader;
        this.oldReader = oldReader;
        this.bodies = bodies;
        this.cashier = cashier;
        this.sale = sale;
    }

    void receive(HttpServerRequest request, ShownPayment shown, String host, RequestTarget target, Route route) {
        if (shown instanceof ShownPayment.Several) {
            var problem = Answer.problem(400, "several_payments", "Expected one payment header, of one version.");
            cashier.answer(request, route, "several_payments", problem.withHeader("Connection", "close"));
            return;
        }
        bodies.read(request).onComplete(read -> {
            if (read.cause() instanceof BodyRefusedException refused) {
                cashier.answer(request, route, "body_refused", refused.answer());
                return;
            }
            var body = read.result();
            var site = sites.of(String.valueOf(request.scheme()), host);
            var priced = new PricedRequest(
                    request.method().name(), site.origin(), site.authority(), target, body.sha256(), route);
            switch (shown) {
                case ShownPayment.None() -> cashier.challenge(request, priced, PAYMENT_REQUIRED, Optional.empty());
                case ShownPayment.Current(var header) ->
                    judge(request, priced, body, reader.read(priced, header, request.headers()));
                case ShownPayment.Old(var header) ->
                    judge(request, priced, body, oldReader.read(priced, header, request.headers()));
                case ShownPayment.Several() -> throw new IllegalStateException("several payments were refused above");
            }
        });
    }

    private void judge(HttpServerRequest request, PricedRequest priced, PricedBody body, PaymentAttempt attempt) {
        switch (attempt) {
            case PaymentAttempt.Unfit(var error) -> cashier.challenge(request, priced, error, Optional.empty());
            case PaymentAttempt.Refused(var code, var detail) ->
                cashier.answer(request, priced.route(), code, Answer.problem(400, code, detail));
            case PaymentAttempt.Fits fits -> sale.admit(request, priced, body, fits);
        }
    }
}
