package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.limit.Forwarding;
import dev.quittance.gateway.payment.OldPaymentReader;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.PaymentReader;
import dev.quittance.gateway.payment.ShownPayment;
import dev.quittance.gateway.proxy.BodyRefusedException;
import dev.quittance.gateway.proxy.Framing;
import dev.quittance.gateway.proxy.PricedBodies;
import dev.quittance.gateway.proxy.PricedBody;
import dev.quittance.gateway.proxy.Upstreams;
import dev.quittance.gateway.quota.Quotas;
import dev.quittance.gateway.route.Quota;
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
    private final Quotas quotas;
    private final Upstreams upstreams;

    Till(
            GatewayConfig config,
            PaymentReader reader,
            OldPaymentReader oldReader,
            PricedBodies bodies,
            Cashier cashier,
            Sale sale,
            Quotas quotas,
            Upstreams upstreams) {
        sites = new Sites(config.publicOrigin());
        this.reader = reader;
        this.oldReader = oldReader;
        this.bodies = bodies;
        this.cashier = cashier;
        this.sale = sale;
        this.quotas = quotas;
        this.upstreams = upstreams;
    }

    void receive(HttpServerRequest request, ShownPayment shown, String host, RequestTarget target, Route route) {
        if (shown instanceof ShownPayment.Several) {
            var problem = Answer.problem(400, "several_payments", "Expected one payment header, of one version.");
            cashier.answer(request, route, "several_payments", problem.withHeader("Connection", "close"));
            return;
        }
        if (shown instanceof ShownPayment.None && route.quota().isPresent()) {
            giveOrSell(request, host, target, route, route.quota().get());
        } else {
            sell(request, host, target, route, shown);
        }
    }

    private void giveOrSell(HttpServerRequest request, String host, RequestTarget target, Route route, Quota quota) {
        if (Framing.hasBody(request.headers())) {
            // Nobody listens to the body yet; whoever does resumes it.
            request.pause();
        }
        quotas.take(request, route, quota).onSuccess(free -> {
            if (free) {
                cashier.count(route, "free");
                Framing.askForBody(request);
                upstreams
                        .of(route.upstream())
                        .forward(request, target, route.requestHeaders(), route.responseHeaders());
            } else {
                sell(request, host, target, route, new ShownPayment.None());
            }
        });
    }

    private void sell(HttpServerRequest request, String host, RequestTarget target, Route route, ShownPayment shown) {
        bodies.read(request, route.bodyMax()).onComplete(read -> {
            if (read.cause() instanceof BodyRefusedException refused) {
                cashier.answer(request, route, "body_refused", refused.answer());
                return;
            }
            var body = read.result();
            var site = sites.of(Forwarding.scheme(request), host);
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
