package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.limit.Forwarding;
import dev.quittance.gateway.proof.SiwxChallenge;
import dev.quittance.gateway.proof.SiwxSubject;
import dev.quittance.gateway.proof.SiwxVerdict;
import dev.quittance.gateway.proof.SiwxVerifier;
import dev.quittance.gateway.proxy.Http2;
import dev.quittance.gateway.receipt.ReceiptStoreException;
import dev.quittance.gateway.receipt.Receipts;
import dev.quittance.gateway.reservation.Found;
import dev.quittance.gateway.reservation.Log;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.reservation.StoreUnavailableException;
import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.gateway.status.Merchants;
import dev.quittance.gateway.status.StatusConfig;
import dev.quittance.gateway.status.StatusView;
import dev.quittance.protocol.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Answers {@code GET /payments/{id}}, to whoever may know; to all others there is no such payment. */
@ApplicationScoped
final class StatusDoor {
    private static final Logger LOG = Logger.getLogger(StatusDoor.class);
    /** Before the door that takes everything. */
    private static final int FIRST = -1000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Schema schema;
    private final ReservationStore reservations;
    private final Log log;
    private final Merchants merchants;
    private final Receipts receipts;
    private final SiwxChallenge signIn;
    private final SiwxVerifier signedIn;
    private final Sites sites;
    private final String tenant;
    private final CurrentRoutes routes;
    private final Pattern path;
    private final Semaphore places;
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("status-", 0).factory());

    StatusDoor(
            Vertx vertx,
            Schema schema,
            ReservationStore reservations,
            Log log,
            Merchants merchants,
            Receipts receipts,
            SiwxChallenge signIn,
            SiwxVerifier signedIn,
            CurrentRoutes routes,
            GatewayConfig gateway,
            StatusConfig config) {
        this.vertx = vertx;
        this.schema = schema;
        this.reservations = reservations;
        this.log = log;
        this.merchants = merchants;
        this.receipts = receipts;
        this.signIn = signIn;
        this.signedIn = signedIn;
        sites = new Sites(gateway.publicOrigin());
        tenant = routes.get().tenant();
        this.routes = routes;
        path = Pattern.compile(Pattern.quote(config.path())
                + "/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(/receipt)?");
        places = new Semaphore(config.requestsMax());
    }

    void open(@Observes Router router) {
        router.route().order(FIRST).handler(this::receive);
    }

    @PreDestroy
    void stop() {
        waiting.shutdown();
    }

    private void receive(RoutingContext context) {
        var request = context.request();
        var matched = path.matcher(String.valueOf(request.path()));
        if (!matched.matches()) {
            context.next();
            return;
        }
        if (!request.method().name().equals("GET")) {
            Answer.problem(405, "method_not_allowed", "A status is only read.")
                    .withHeader("Allow", "GET")
                    .send(request.response());
            return;
        }
        if (!schema.ready() || !places.tryAcquire()) {
            unavailable().send(request.response());
            return;
        }
        var loop = vertx.getOrCreateContext();
        var asker = new Asker(
                UUID.fromString(matched.group(1)),
                sites.of(Forwarding.scheme(request), host(request)).origin(),
                String.valueOf(request.path()),
                Optional.ofNullable(request.getHeader("Authorization")),
                Optional.ofNullable(request.getHeader("Payment-Challenge")),
                Optional.ofNullable(request.getHeader(SiwxChallenge.HEADER)));
        boolean receipt = matched.group(2) != null;
        waiting.execute(() -> {
            Answer answer;
            try {
                answer = answer(asker, receipt);
            } catch (StoreUnavailableException | ReceiptStoreException e) {
                answer = unavailable();
            } catch (RuntimeException e) {
                LOG.error("A status could not be told", e);
                answer = unavailable();
            } finally {
                places.release();
            }
            var result = answer;
            loop.runOnContext(_ -> result.send(request.response()));
        });
    }

    private static String host(HttpServerRequest request) {
        return Http2.host(request).orElse("").toLowerCase(Locale.ROOT);
    }

    /** What somebody shows who asks for a payment. */
    private record Asker(
            UUID paymentId,
            String origin,
            String path,
            Optional<String> authorization,
            Optional<String> challenge,
            Optional<String> signIn) {
        @Override
        public String toString() {
            return "Asker[" + paymentId + "]";
        }
    }

    private Answer answer(Asker asker, boolean receipt) {
        return reservations
                .find(asker.paymentId())
                .filter(found -> mayKnow(found, asker))
                .map(found -> receipt ? receipt(asker) : status(found))
                .orElseGet(() -> notFound(asker));
    }

    private boolean mayKnow(Found found, Asker asker) {
        var facts = found.reservation().particulars();
        boolean knowsChallenge = facts.challengeDigest().isPresent()
                && asker.challenge()
                        .map(id -> Sha256.hash(id.getBytes(StandardCharsets.US_ASCII)))
                        .equals(facts.challengeDigest());
        return knowsChallenge
                || merchants.know(asker.authorization())
                || asker.signIn()
                        .map(header -> signedIn.verify(
                                header,
                                asker.origin(),
                                SiwxSubject.of(tenant, asker.paymentId()),
                                facts.network(),
                                facts.authorization().payer()))
                        .filter(SiwxVerdict.Proved.class::isInstance)
                        .isPresent();
    }

    private Answer status(Found found) {
        var view = StatusView.of(
                found.reservation(),
                log.read(found.reservation().paymentId()),
                receipts.newest(found.reservation().paymentId()).isPresent());
        return json(view.toString());
    }

    private Answer receipt(Asker asker) {
        return receipts.newest(asker.paymentId())
                .map(StatusDoor::json)
                .orElseGet(() -> Answer.problem(404, "no_receipt", "There is no receipt of this payment yet."));
    }

    private static Answer json(String text) {
        return new Answer(200, "application/json", Map.of("Cache-Control", "no-store"), text);
    }

    /** The same for all, with the question that the payer of such a payment could answer. */
    private Answer notFound(Asker asker) {
        var subject = SiwxSubject.of(tenant, asker.paymentId());
        return Answer.problem(404, "not_found", "There is no such payment, or it is not yours.")
                .withHeader(
                        SiwxChallenge.HEADER,
                        signIn.header(
                                asker.origin(),
                                asker.path(),
                                subject,
                                routes.get().networks()));
    }

    private static Answer unavailable() {
        return Answer.problem(503, "store_unavailable", "The status cannot be told at the moment.")
                .withRetryAfter(RETRY_AFTER);
    }
}
