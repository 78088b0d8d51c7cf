package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.payment.Admission;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.PaymentReader;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.payment.ShownPayment;
import dev.quittance.gateway.proxy.BodySpool;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.proxy.PaidRequest;
import dev.quittance.gateway.proxy.Upstream;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.SettleResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
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

/** Where priced requests are challenged, or paid and let through. Waiting is done on virtual threads, all else on the event loop. */
@ApplicationScoped
final class Till {
    private static final Logger LOG = Logger.getLogger(Till.class);
    /** The words of the reference implementation. */
    private static final String PAYMENT_REQUIRED = "Payment required";

    private final Vertx vertx;
    private final GatewayConfig config;
    private final Challenger challenger;
    private final PaymentReader reader;
    private final Payments payments;
    private final Upstream upstream;
    private final BodySpool spool;
    private final Schema schema;
    private final LeaseKeeper keeper;
    private final MeterRegistry meters;
    private final Semaphore places;
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("payment-", 0).factory());

    Till(
            Vertx vertx,
            GatewayConfig config,
            Challenger challenger,
            PaymentReader reader,
            Payments payments,
            Upstream upstream,
            BodySpool spool,
            Schema schema,
            LeaseKeeper keeper,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.config = config;
        this.challenger = challenger;
        this.reader = reader;
        this.payments = payments;
        this.upstream = upstream;
        this.spool = spool;
        this.schema = schema;
        this.keeper = keeper;
        this.meters = meters;
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

    void receive(HttpServerRequest request, String authority, RequestTarget target, Route route) {
        var shown = ShownPayment.of(request.headers());
        if (shown instanceof ShownPayment.Several) {
            var problem = Answer.problem(400, "several_payments", "Expected one payment header, of one version.");
            answer(request, route, "several_payments", problem.withHeader("Connection", "close"));
            return;
        }
        spool.read(request).onComplete(read -> {
            if (read.cause() instanceof BodySpool.BodyRefusedException refused) {
                answer(request, route, "body_refused", refused.answer());
                return;
            }
            var body = read.result();
            var priced = new PricedRequest(
                    request.method().name(),
                    origin(request, authority),
                    authority(authority),
                    target,
                    sha256(body),
                    route);
            switch (shown) {
                case ShownPayment.None() -> challenge(request, priced, PAYMENT_REQUIRED, Optional.empty());
                case ShownPayment.OldVersion() ->
                    challenge(request, priced, ErrorReason.INVALID_X402_VERSION.wire(), Optional.empty());
                case ShownPayment.One(var header) -> pay(request, priced, body, header);
                case ShownPayment.Several() -> throw new IllegalStateException("several payments were refused above");
            }
        });
    }

    private void pay(HttpServerRequest request, PricedRequest priced, Buffer body, String header) {
        switch (reader.read(priced, header)) {
            case PaymentAttempt.Unfit(var error) -> challenge(request, priced, error, Optional.empty());
            case PaymentAttempt.Fits fits -> admit(request, priced, body, fits);
        }
    }

    private void admit(HttpServerRequest request, PricedRequest priced, Buffer body, PaymentAttempt.Fits fits) {
        if (!schema.ready()) {
            conclude(request, priced, body, new Admission.Pending(Admission.Code.STORE_UNAVAILABLE, Optional.empty()));
            return;
        }
        if (!places.tryAcquire()) {
            var problem = Answer.problem(503, "overloaded", "Too many payments are in work.");
            answer(request, priced.route(), "overloaded", problem.withRetryAfter(config.retryAfter()));
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

    private void conclude(HttpServerRequest request, PricedRequest priced, Buffer body, Admission admission) {
        switch (admission) {
            case Admission.Execute execute -> execute(request, priced, body, execute);
            case Admission.Unpaid(var error, var settlement) -> challenge(request, priced, error, settlement);
            case Admission.Conflict(var code) ->
                answer(request, priced.route(), wire(code), Answer.problem(409, wire(code), code.detail()));
            case Admission.Pending(var code, var settlement) ->
                answer(
                        request,
                        priced.route(),
                        wire(code),
                        Answer.problem(503, wire(code), code.detail())
                                .withRetryAfter(config.retryAfter())
                                .withSettlement(settlement));
        }
    }

    private void execute(HttpServerRequest request, PricedRequest priced, Buffer body, Admission.Execute execute) {
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
        count(priced.route(), event.name().toLowerCase(Locale.ROOT));
        waiting.execute(() -> payments.ended(execute.lease(), event, status, idempotent));
    }

    private void challenge(
            HttpServerRequest request, PricedRequest priced, String error, Optional<SettleResponse> settlement) {
        var challenge = Answer.challenge(challenger.challenge(priced, error), settlement);
        answer(request, priced.route(), settlement.isPresent() ? "refused" : "challenged", challenge);
    }

    private void answer(HttpServerRequest request, Route route, String outcome, Answer answer) {
        count(route, outcome);
        answer.send(request.response());
    }

    private void count(Route route, String outcome) {
        meters.counter("quittance.gateway.priced.requests", "route", route.name(), "outcome", outcome)
                .increment();
    }

    private String origin(HttpServerRequest request, String authority) {
        return config.publicOrigin().map(Object::toString).orElseGet(() -> request.scheme() + "://" + authority);
    }

    private String authority(String authority) {
        return config.publicOrigin()
                .map(origin -> origin.getRawAuthority().toLowerCase(Locale.ROOT))
                .orElse(authority);
    }

    private static String wire(Admission.Code code) {
        return code.name().toLowerCase(Locale.ROOT);
    }

    private static Bytes32 sha256(Buffer body) {
        return Sha256.hash(body.getBytes());
    }
}
