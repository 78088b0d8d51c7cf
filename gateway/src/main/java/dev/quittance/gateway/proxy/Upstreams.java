package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.gateway.route.UpstreamGroup;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The groups of servers of the price list that counts. */
public final class Upstreams {
    /** How long requests of a list that was replaced may go on. */
    private static final Duration LINGER = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final UpstreamConfig config;
    private final MeterRegistry meters;
    private final Map<String, Upstream> byName = new ConcurrentHashMap<>();

    public Upstreams(Vertx vertx, CurrentRoutes routes, UpstreamConfig config, MeterRegistry meters) {
        this.vertx = vertx;
        this.config = config;
        this.meters = meters;
        follow(routes.get());
        routes.follow(this::follow);
    }

    /** The proxy towards a group; whoever was matched on an older list gets what bears the name now. */
    public Upstream of(UpstreamGroup group) {
        var known = byName.get(group.name());
        return known == null ? made(group) : known;
    }

    /** Whether a request is a CORS preflight, and those are the upstream's to answer. */
    public boolean takesPreflight(HttpServerRequest request) {
        var headers = request.headers();
        return config.passPreflights()
                && HttpMethod.OPTIONS.equals(request.method())
                && headers.contains("Origin")
                && headers.contains("Access-Control-Request-Method")
                && !Framing.hasBody(headers);
    }

    /** A group that did not change keeps its connections, and what is thought of its servers. */
    private Upstream made(UpstreamGroup group) {
        return Objects.requireNonNull(byName.compute(group.name(), (_, old) -> {
            if (old != null && old.group().equals(group)) {
                return old;
            }
            if (old != null) {
                retire(old);
            }
            return new Upstream(vertx, group, config, meters);
        }));
    }

    private void follow(RouteTable table) {
        table.upstreams().forEach(this::made);
        byName.values().removeIf(known -> {
            boolean gone = table.upstreams().stream()
                    .noneMatch(group -> group.name().equals(known.group().name()));
            if (gone) {
                retire(known);
            }
            return gone;
        });
    }

    private void retire(Upstream old) {
        old.retire();
        vertx.setTimer(LINGER.toMillis(), _ -> old.close());
    }
}
