package dev.quittance.gateway.quota;

import dev.quittance.gateway.limit.ClientAddress;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.gateway.route.Quota;
import dev.quittance.gateway.route.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Decides whether a request is free under its route's quota. What cannot be counted is not free. */
@ApplicationScoped
public final class Quotas {
    private static final Logger LOG = Logger.getLogger(Quotas.class);

    private final Vertx vertx;
    private final QuotaStore store;
    private final Schema schema;
    private final CurrentRoutes routes;
    private final MeterRegistry metrics;
    private final Semaphore places;
    private final long restNanos;
    private final long sweepNanos;
    private final AtomicLong restUntil = new AtomicLong(System.nanoTime());
    private final AtomicLong sweepAt = new AtomicLong(System.nanoTime());
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("quota-", 0).factory());

    Quotas(
            Vertx vertx,
            DataSource dataSource,
            Schema schema,
            CurrentRoutes routes,
            QuotaConfig config,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.schema = schema;
        this.routes = routes;
        this.metrics = metrics;
        store = new QuotaStore(dataSource);
        places = new Semaphore(config.requestsMax());
        restNanos = config.restAfterFailure().toNanos();
        sweepNanos = config.sweepEvery().toNanos();
    }

    @PreDestroy
    void stop() {
        waiting.shutdown();
    }

    /** Whether a request is free, counting it if so; never fails, and ends on the event loop that asks. */
    public Future<Boolean> take(HttpServerRequest request, Route route, Quota quota) {
        boolean rests = System.nanoTime() - restUntil.get() < 0;
        if (rests || !schema.ready() || !places.tryAcquire()) {
            count(route, "unavailable");
            return Future.succeededFuture(false);
        }
        var loop = vertx.getOrCreateContext();
        Promise<Boolean> free = Promise.promise();
        String client = ClientAddress.of(request).toString();
        waiting.execute(() -> {
            boolean taken = false;
            try {
                taken = store.take(routes.get().tenant(), route.name(), client, quota);
                count(route, taken ? "free" : "used_up");
                sweep();
            } catch (SQLException e) {
                restUntil.set(System.nanoTime() + restNanos);
                count(route, "unavailable");
                LOG.warnf("Free requests cannot be counted: %s", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("A free request could not be counted", e);
            } finally {
                places.release();
                boolean result = taken;
                loop.runOnContext(_ -> free.complete(result));
            }
        });
        return free.future();
    }

    private void sweep() throws SQLException {
        long due = sweepAt.get();
        long now = System.nanoTime();
        if (now - due >= 0 && sweepAt.compareAndSet(due, now + sweepNanos)) {
            store.sweep();
        }
    }

    private void count(Route route, String result) {
        metrics.counter("quittance.gateway.quota.requests", "route", route.name(), "result", result)
                .increment();
    }
}
