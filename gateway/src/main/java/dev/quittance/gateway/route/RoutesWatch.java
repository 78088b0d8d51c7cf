package dev.quittance.gateway.route;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Looks whether the price list changed, and puts a good one in the place of the current one; a faulty one changes nothing. */
public final class RoutesWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RoutesWatch.class);
    private static final String RELOADS = "quittance.gateway.routes.reloads";

    private final RoutesSource source;
    private final CurrentRoutes current;
    private final Function<RouteTable, Optional<String>> objection;
    private final Duration every;
    private final MeterRegistry metrics;
    private final MultiGauge routes;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A watch over a list that was read once.
     *
     * @param objection what else speaks against a list that is well written
     * @param every how often it looks
     */
    public RoutesWatch(
            RoutesSource source,
            CurrentRoutes current,
            Function<RouteTable, Optional<String>> objection,
            Duration every,
            MeterRegistry metrics) {
        this.source = source;
        this.current = current;
        this.objection = objection;
        this.every = every;
        this.metrics = metrics;
        routes = MultiGauge.builder("quittance.gateway.routes.listed").register(metrics);
        show(current.get());
    }

    public void start() {
        Thread.ofVirtual().name("routes").start(this::run);
    }

    private void run() {
        try {
            while (!stopped.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (RuntimeException e) {
                    LOG.error("The price list cannot be looked at", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look. */
    void look() {
        if (!source.hasChanged()) {
            return;
        }
        RouteTable next;
        try {
            next = source.read();
        } catch (InvalidRoutesException e) {
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        var against = next.tenant().equals(current.get().tenant())
                ? objection.apply(next)
                : Optional.of("another tenant needs a new start");
        if (against.isPresent()) {
            refuse(against.get());
            return;
        }
        current.replace(next);
        show(next);
        metrics.counter(RELOADS, "result", "replaced").increment();
        LOG.infof(
                "Prices are now version %s, %d routes",
                next.version(), next.routes().size());
    }

    private void refuse(String why) {
        metrics.counter(RELOADS, "result", "refused").increment();
        LOG.errorf("The new price list is not used: %s", why);
    }

    private void show(RouteTable table) {
        routes.register(
                List.of(MultiGauge.Row.of(
                        Tags.of("version", table.version()), table.routes().size())),
                true);
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
