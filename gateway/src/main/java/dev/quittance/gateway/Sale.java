package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.delivery.AnswerConfig;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.limit.PayerLimit;
import dev.quittance.gateway.payment.Code;
import dev.quittance.gateway.payment.Outcome;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.payment.Purchase;
import dev.quittance.gateway.proof.SiwxChallenge;
import dev.quittance.gateway.proof.SiwxSubject;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.proxy.PricedBody;
import dev.quittance.gateway.proxy.Upstream;
import dev.quittance.gateway.proxy.Upstreams;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.reservation.Terms;
import dev.quittance.gateway.route.Route;
import dev.quittance.gateway.status.StatusConfig;
import dev.quittance.gateway.sweep.Sweeper;
import dev.quittance.protocol.json.JsonObject;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.context.Context;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** A paid request that fits its quote: paid, executed, delivered. Waiting is done on virtual threads, all else on the event loop. */
@ApplicationScoped
final class Sale {
    private static final Logger LOG = Logger.getLogger(Sale.class);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final AnswerConfig answers;
    private final StatusConfig status;
    private final Cashier cashier;
    private final PayerLimit payers;
    private final Payments payments;
    private final Upstreams upstreams;
    private final Schema schema;
    private final LeaseKeeper keeper;
    private final Sweeper sweeper;
    private final SiwxChallenge signIn;
    private final Semaphore places;
    private final Timer serving;
    private final Timer asking;
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("payment-", 0).factory());

    Sale(
            Vertx vertx,
            GatewayConfig config,
            AnswerConfig answers,
            StatusConfig status,
            Cashier cashier,
            PayerLimit payers,
            Payments payments,
            Upstreams upstreams,
            Schema schema,
            LeaseKeeper keeper,
            Sweeper sweeper,
            SiwxChallenge signIn,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.config = config;
        this.answers = answers;
        this.status = status;
        this.cashier = cashier;
        this.payers = payers;
        this.payments = payments;
        this.upstreams = upstreams;
        this.schema = schema;
        this.keeper = keeper;
        this.sweeper = sweeper;
        this.signIn = signIn;
        places = new Semaphore(config.paidRequestsMax());
        Gauge.builder(
                        "quittance.gateway.paid.requests.running",
                        places,
                        free -> config.paidRequestsMax() - free.availablePermits())
                .register(meters);
        serving = meters.timer("quittance.stage", "stage", "paid");
        asking = meters.timer("quittance.stage", "stage", "delivery");
    }

    void start(@Observes StartupEvent event) {
        schema.start();
        keeper.start();
        sweeper.start();
    }

    @PreDestroy
    void stop() {
        waiting.shutdown();
    }

    void admit(HttpServerRequest request, PricedRequest priced, PricedBody body, PaymentAttempt.Fits fits) {
        var remembered = payments.remembered(fits);
        if (remembered.isPresent()) {
            cashier.count(priced.route(), "replayed");
            send(request, remembered.get());
            return;
        }
        var tooSoon = payers.refuse(fits.claim().authorization().payer(), request);
        if (tooSoon.isPresent()) {
            cashier.answer(request, priced.route(), "limited", tooSoon.get());
            return;
        }
        if (!schema.ready()) {
            conclude(request, priced, fits, refused(Code.STORE_UNAVAILABLE));
            return;
        }
        if (!places.tryAcquire()) {
            var problem = Answer.problem(503, "overloaded", "Too many payments are in work.");
            cashier.answer(request, priced.route(), "overloaded", problem.withRetryAfter(config.retryAfter()));
            return;
        }
        var loop = vertx.getOrCreateContext();
        var placed = new AtomicBoolean(true);
        Runnable leave = () -> {
            if (placed.getAndSet(false)) {
                places.release();
            }
        };
        var purchase = purchase(request, priced, body, fits, loop, leave);
        Context.taskWrapping(waiting).execute(() -> {
            Outcome outcome;
            var sample = Timer.start();
            try {
                outcome = payments.serve(purchase);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                outcome = refused(Code.SETTLEMENT_PENDING);
            } catch (RuntimeException e) {
                LOG.error("A payment could not be taken", e);
                outcome = refused(Code.STORE_UNAVAILABLE);
            } finally {
                sample.stop(serving);
                leave.run();
            }
            var result = outcome;
            loop.runOnContext(_ -> conclude(request, priced, fits, result));
        });
    }

    private Purchase purchase(
            HttpServerRequest request,
            PricedRequest priced,
            PricedBody body,
            PaymentAttempt.Fits fits,
            io.vertx.core.Context loop,
            Runnable onWait) {
        var route = priced.route();
        var terms = new Terms(
                route.flow(), route.release().level(fits.claim().amount()), route.isIdempotent(priced.method()));
        var upstream = upstreams.of(route.upstream());
        long kept = route.streamed() ? 0 : answers.bytesMax().asLongValue();
        return new Purchase(
                fits,
                terms,
                hindrance(route, upstream),
                status.url(priced.origin()),
                new UpstreamWork(upstream, loop, request, priced, body, kept, asking),
                route.meter(),
                onWait);
    }

    private Optional<Code> hindrance(Route route, Upstream upstream) {
        if (!upstream.isAvailable()) {
            return Optional.of(Code.UPSTREAM_UNAVAILABLE);
        }
        boolean full = !route.streamed()
                && sweeper.answerBytes() >= answers.totalBytesMax().asLongValue();
        return full ? Optional.of(Code.ANSWERS_FULL) : Optional.empty();
    }

    private static Outcome refused(Code code) {
        return new Outcome.Refused(code, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void conclude(HttpServerRequest request, PricedRequest priced, PaymentAttempt.Fits fits, Outcome outcome) {
        var route = priced.route();
        LOG.infof("route %s: %s", route.name(), outcome.getClass().getSimpleName());
        if (isNew(outcome)) {
            payers.count(fits.claim().authorization().payer());
        }
        switch (outcome) {
            case Outcome.Delivered(var answer, var state, var replayed) -> {
                cashier.count(
                        route,
                        replayed
                                ? "replayed"
                                : switch (state) {
                                    case DONE -> "delivered";
                                    case REFUND_DUE -> "upstream_failed";
                                    case UNKNOWN, RESERVED, SETTLING, CONFIRMING, EXECUTING, HELD -> "delivered";
                                });
                send(request, answer);
            }
            case Outcome.Passed(var answer) -> {
                cashier.count(route, "passed");
                send(request, answer);
            }
            case Outcome.Flowed(var delivery) ->
                cashier.count(
                        route,
                        switch (delivery) {
                            case Delivery.Complete _ -> "flowed";
                            case Delivery.Failed _ -> "upstream_failed";
                            case Delivery.CutOff _ -> "cut_off";
                        });
            case Outcome.Unpaid(var error, var settlement) -> cashier.challenge(request, priced, error, settlement);
            case Outcome.Refused refused ->
                cashier.answer(request, route, refused.code().wire(), answer(priced, fits.claim(), refused));
        }
    }

    /** Whether a payment was taken for this request. */
    private static boolean isNew(Outcome outcome) {
        return outcome instanceof Outcome.Flowed
                || (outcome instanceof Outcome.Delivered delivered && !delivered.replayed());
    }

    private Answer answer(PricedRequest priced, Claim claim, Outcome.Refused refused) {
        var code = refused.code();
        var answer = Answer.problem(
                code.status(),
                code.wire(),
                code.detail(),
                refused.state()
                        .map(state ->
                                JsonObject.builder().put("state", state.name()).build())
                        .orElse(JsonObject.EMPTY));
        if (code.status() == 503) {
            answer = answer.withRetryAfter(config.retryAfter());
        }
        if (refused.paymentId().isPresent()) {
            answer = answer.withHeader(
                    "Payment-Status",
                    status.url(priced.origin()) + refused.paymentId().get());
        }
        if (refused.state().isPresent() && claim.challengeDigest().isEmpty()) {
            // Version 1 has no challenge to show: the payer's key opens the answer instead.
            var subject = SiwxSubject.of(claim.tenant(), claim.authorization());
            var networks = List.of(claim.offer().network());
            answer = answer.withHeader(
                    SiwxChallenge.HEADER,
                    signIn.header(priced.origin(), priced.target().path(), subject, networks));
        }
        return answer.withSettlement(claim.x402Version(), refused.settlement());
    }

    private static void send(HttpServerRequest request, PaidAnswer answer) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        response.end(Buffer.buffer(answer.body()));
    }
}
