package dev.quittance.gateway.status;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.reservation.Found;
import dev.quittance.gateway.reservation.Log;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.reservation.StoreUnavailableException;
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
            StatusConfig config) {
        this.vertx = vertx;
        this.schema = schema;
        this.reservations = reservations;
        this.log = log;
        this.merchants = merchants;
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
        var id = UUID.fromString(matched.group(1));
        var asker = asker(request);
        waiting.execute(() -> {
            Answer answer;
            try {
                answer = answer(id, asker, matched.group(2) != null);
            } catch (StoreUnavailableException e) {
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

    private Asker asker(HttpServerRequest request) {
        return new Asker(
                merchants.know(Optional.ofNullable(request.getHeader("Authorization"))),
                Optional.ofNullable(request.getHeader("Payment-Challenge"))
                        .map(id -> Sha256.hash(id.getBytes(StandardCharsets.US_ASCII))),
                Optional.empty());
    }

    private Answer answer(UUID id, Asker asker, boolean receipt) {
        if (asker.isNobody()) {
            return notFound();
        }
        return reservations
                .find(id)
                .filter(found -> mayKnow(found, asker))
                .map(found -> receipt ? notFound() : status(found))
                .orElseGet(StatusDoor::notFound);
    }

    private static boolean mayKnow(Found found, Asker asker) {
        var facts = found.reservation().particulars();
        return asker.merchant()
                || (asker.challengeDigest().isPresent()
                        && asker.challengeDigest().equals(facts.challengeDigest()))
                || asker.wallet().equals(Optional.of(facts.authorization().payer()));
    }

    private Answer status(Found found) {
        var view =
                StatusView.of(found.reservation(), log.read(found.reservation().paymentId()), false);
        return new Answer(200, "application/json", Map.of("Cache-Control", "no-store"), view.toString());
    }

    private static Answer notFound() {
        return Answer.problem(404, "not_found", "There is no such payment, or it is not yours.");
    }

    private static Answer unavailable() {
        return Answer.problem(503, "store_unavailable", "The status cannot be told at the moment.")
                .withRetryAfter(RETRY_AFTER);
    }
}
