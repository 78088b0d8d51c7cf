package dev.quittance.gateway.limit;

import dev.quittance.protocol.x402.PaymentHeader;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Before everything else: who asks is settled, and whether that one may ask now. Runs on the event loop. */
@ApplicationScoped
final class Door {
    private static final int BEFORE_ALL = -10_000;
    private static final int PAYMENT_REQUIRED = 402;
    private static final int PRECONDITION_FAILED = 412;

    private final Forwarding forwarding;
    private final Limits limits;
    private final Connections connections;
    private final int fieldsMax;

    Door(Forwarding forwarding, Limits limits, Connections connections, LimitConfig config) {
        this.forwarding = forwarding;
        this.limits = limits;
        this.connections = connections;
        fieldsMax = config.headerFields();
    }

    void open(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(this::receive);
    }

    private void receive(RoutingContext context) {
        var request = context.request();
        var guard = connections.guard(request);
        if (guard.map(ConnectionGuard::isLate).orElse(false)) {
            // Unanswered, as if nobody listened any more: whoever asks asks another replica.
            request.connection().close();
            return;
        }
        guard.ifPresent(found -> found.began(request));
        forwarding.settle(request);
        var client = limits.of(Forwarding.address(request));
        var refusal =
                tooManyFields(request).or(() -> client.flatMap(found -> found.enter(pays(request), limits.now())));
        if (refusal.isPresent()) {
            guard.ifPresent(found -> request.response().endHandler(_ -> found.ended()));
            refuse(request, refusal.get());
            return;
        }
        if (client.isPresent() || guard.isPresent()) {
            // Once, and nothing of the request is kept after it: thousands of idle connections would each hold one.
            var leaving = new AtomicReference<Runnable>(() -> {
                guard.ifPresent(ConnectionGuard::ended);
                client.ifPresent(found -> found.leave(challenged(request), limits.now()));
            });
            context.addEndHandler(_ -> leaving.getAndSet(Door::nothing).run());
            connections.atEnd(request, () -> leaving.getAndSet(Door::nothing).run());
        }
        context.next();
    }

    private static void nothing() {}

    private Optional<Refusal> tooManyFields(HttpServerRequest request) {
        int fields = 0;
        for (Map.Entry<String, String> _ : request.headers()) {
            fields++;
        }
        return fieldsMax > 0 && fields > fieldsMax ? Optional.of(Refusal.after(Limit.FIELDS, 0)) : Optional.empty();
    }

    private static boolean pays(HttpServerRequest request) {
        return request.headers().contains(PaymentHeader.PAYMENT_SIGNATURE.headerName())
                || request.headers().contains(PaymentHeader.X_PAYMENT.headerName());
    }

    private static boolean challenged(HttpServerRequest request) {
        int status = request.response().getStatusCode();
        return status == PAYMENT_REQUIRED || status == PRECONDITION_FAILED;
    }

    private void refuse(HttpServerRequest request, Refusal refusal) {
        limits.count(refusal.limit());
        // A body that nobody reads must not be taken for the next request.
        refusal.answer().withHeader("Connection", "close").send(request.response());
    }
}
