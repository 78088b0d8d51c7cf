package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.payment.Admission;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.proxy.PaidRequest;
import dev.quittance.gateway.proxy.PricedBody;
import dev.quittance.gateway.proxy.Upstream;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.protocol.x402.PaymentHeader;
import io.opentelemetry.context.Context;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/** A paid request that fits its quote: paid, executed, delivered. Waiting is done on virtual threads, all else on the event loop. */
@ApplicationScoped
final class Sale {
    private static final Logger LOG = Logger.getLogger(Sale.class);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final Cashier cashier;
    private final Payments payments;
    private final Upstream upstream;
    private final Schema schema;
    private final LeaseKeeper keeper;
    private final Semaphore places;
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("payment-", 0).factory());

    Sale(
            Vertx vertx,
            GatewayConfig config,
            Cashier cashier,
            Payments payments,
            Upstream upstream,
            Schema schema,
            LeaseKeeper keeper) {
        this.vertx = vertx;
        this.config = config;
        this.cashier = cashier;
        this.payments = payments;
        this.upstream = upstream;
        this.schema = schema;
        this.keeper = keeper;
        places = new Semaphore(config.paidRequestsMax());
    }

    void start(@Observes StartupEvent event) {
        schema.start();
        keeper.start();
    }

    @PreDestroy
    void stop() {
        waiting.shutdown();
    }

    void admit(HttpServerRequest request, PricedRequest priced, PricedBody body, PaymentAttempt.Fits fits) {
        if (!schema.ready()) {
            conclude(request, priced, body, new Admission.Pending(Admission.Code.STORE_UNAVAILABLE, Optional.empty()));
            return;
        }
        if (!places.tryAcquire()) {
            var problem = Answer.problem(503, "overloaded", "Too many payments are in work.");
            cashier.answer(request, priced.route(), "overloaded", problem.withRetryAfter(config.retryAfter()));
            return;
        }
        var loop = vertx.getOrCreateContext();
        boolean idempotent = priced.route().isIdempotent(priced.method());
        Context.taskWrapping(waiting).execute(() -> {
            Admission admission;
            try {
                admission = payments.admit(fits, idempotent);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                admission = new Admission.Pending(Admission.Code.SETTLEMENT_PENDING, Optional.empty());
            } catch (RuntimeException e) {
                LOG.error("A payment could not be taken", e);
                admission = new Admission.Pending(Admission.Code.STORE_UNAVAILABLE, Optional.empty());
            } finally {
                places.release();
            }
            var result = admission;
            loop.runOnContext(_ -> conclude(request, priced, body, result));
        });
    }

    private void conclude(HttpServerRequest request, PricedRequest priced, PricedBody body, Admission admission) {
        switch (admission) {
            case Admission.Execute execute -> execute(request, priced, body, execute);
            case Admission.Unpaid(var error, var settlement) -> cashier.challenge(request, priced, error, settlement);
            case Admission.Conflict(var code) ->
                cashier.answer(request, priced.route(), wire(code), Answer.problem(409, wire(code), code.detail()));
            case Admission.Pending(var code, var settlement) ->
                cashier.answer(
                        request,
                        priced.route(),
                        wire(code),
                        Answer.problem(503, wire(code), code.detail())
                                .withRetryAfter(config.retryAfter())
                                .withSettlement(settlement));
        }
    }

    private void execute(HttpServerRequest request, PricedRequest priced, PricedBody body, Admission.Execute execute) {
        if (request.response().closed()) {
            end(priced, execute, new Delivery.CutOff());
            return;
        }
        String paymentResponse = PaymentHeader.encode(execute.settlement().toJson());
        var paid = new PaidRequest(
                execute.lease().paymentId(), body, paymentResponse, delivery -> end(priced, execute, delivery));
        upstream.forward(request, priced.target(), paid);
    }

    private void end(PricedRequest priced, Admission.Execute execute, Delivery delivery) {
        boolean idempotent = priced.route().isIdempotent(priced.method());
        var event = switch (delivery) {
            case Delivery.Complete _ -> Event.DELIVERED;
            case Delivery.Failed _ -> Event.UPSTREAM_FAILED;
            case Delivery.CutOff _ -> Event.CUT_OFF;
        };
        Optional<Integer> status = switch (delivery) {
            case Delivery.Complete(int code) -> Optional.of(code);
            case Delivery.Failed(int code) -> Optional.of(code);
            case Delivery.CutOff() -> Optional.empty();
        };
        cashier.count(priced.route(), event.name().toLowerCase(Locale.ROOT));
        waiting.execute(() -> payments.ended(execute.lease(), event, status, idempotent));
    }

    private static String wire(Admission.Code code) {
        return code.name().toLowerCase(Locale.ROOT);
    }
}
