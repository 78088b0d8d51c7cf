package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.PaymentReader;
import dev.quittance.gateway.payment.ShownPayment;
import dev.quittance.gateway.proxy.BodySpool;
import dev.quittance.gateway.proxy.PricedBody;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.x402.ErrorReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;

/** Where priced requests are read and challenged, or passed on as paid. Runs on the event loop. */
@ApplicationScoped
final class Till {
    /** The words of the reference implementation. */
    private static final String PAYMENT_REQUIRED = "Payment required";

    private final GatewayConfig config;
    private final PaymentReader reader;
    private final BodySpool spool;
    private final Cashier cashier;
    private final Sale sale;

    Till(GatewayConfig config, PaymentReader reader, BodySpool spool, Cashier cashier, Sale sale) {
        this.config = config;
        this.reader = reader;
        this.spool = spool;
        this.cashier = cashier;
        this.sale = sale;
    }

    void receive(HttpServerRequest request, String authority, RequestTarget target, Route route) {
        var shown = ShownPayment.of(request.headers());
        if (shown instanceof ShownPayment.Several) {
            var problem = Answer.problem(400, "several_payments", "Expected one payment header, of one version.");
            cashier.answer(request, route, "several_payments", problem.withHeader("Connection", "close"));
            return;
        }
        spool.read(request).onComplete(read -> {
            if (read.cause() instanceof BodySpool.BodyRefusedException refused) {
                cashier.answer(request, route, "body_refused", refused.answer());
                return;
            }
            var body = read.result();
            var pricedBody = new PricedBody.Whole(body);
            var priced = new PricedRequest(
                    request.method().name(),
                    origin(request, authority),
                    authority(authority),
                    target,
                    sha256(body),
                    route);
            switch (shown) {
                case ShownPayment.None() -> cashier.challenge(request, priced, PAYMENT_REQUIRED, Optional.empty());
                case ShownPayment.OldVersion() ->
                    cashier.challenge(request, priced, ErrorReason.INVALID_X402_VERSION.wire(), Optional.empty());
                case ShownPayment.One(var header) -> pay(request, priced, pricedBody, header);
                case ShownPayment.Several() -> throw new IllegalStateException("several payments were refused above");
            }
        });
    }

    private void pay(HttpServerRequest request, PricedRequest priced, PricedBody body, String header) {
        switch (reader.read(priced, header)) {
            case PaymentAttempt.Unfit(var error) -> cashier.challenge(request, priced, error, Optional.empty());
            case PaymentAttempt.Fits fits -> sale.admit(request, priced, body, fits);
        }
    }

    private String origin(HttpServerRequest request, String authority) {
        return config.publicOrigin().map(Object::toString).orElseGet(() -> request.scheme() + "://" + authority);
    }

    private String authority(String authority) {
        return config.publicOrigin()
                .map(origin -> origin.getRawAuthority().toLowerCase(Locale.ROOT))
                .orElse(authority);
    }

    private static Bytes32 sha256(Buffer body) {
        return Sha256.hash(body.getBytes());
    }
}
