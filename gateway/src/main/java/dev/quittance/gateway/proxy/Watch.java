package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.UpstreamGroup;
import dev.quittance.gateway.route.UpstreamGroup.HealthCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Looks after the servers of a group. With a health check each is asked all the time; without one only those that are out, after
 * a rest that grows, and then a connection is enough.
 */
final class Watch {
    private static final Logger LOG = Logger.getLogger(Watch.class);

    private final Vertx vertx;
    private final UpstreamGroup group;
    private final UpstreamConfig config;
    private final Servers servers;
    private final HttpClient client;
    private final NetClient connections;
    private final List<Long> timers = new ArrayList<>();
    private volatile boolean closed;

    /** @param client of its own: a check must not wait behind those whom it speaks for */
    Watch(Vertx vertx, UpstreamGroup group, UpstreamConfig config, Servers servers, HttpClient client) {
        this.vertx = vertx;
        this.group = group;
        this.config = config;
        this.servers = servers;
        this.client = client;
        int connectMs =
                (int) group.connectTimeout().orElse(config.connectTimeout()).toMillis();
        connections = vertx.createNetClient(new NetClientOptions().setConnectTimeout(connectMs));
        group.health()
                .ifPresent(health -> servers.all().forEach(server -> {
                    check(server, health);
                    timers.add(vertx.setPeriodic(health.every().toMillis(), _ -> check(server, health)));
                }));
    }

    /** A request to the server failed; the last server that is in is given up only when it cannot even be connected to. */
    void failed(Server server, boolean unreachable) {
        boolean ejectable = unreachable || servers.anyInBut(server);
        if (server.changeTakesOut(standing -> standing.failed(config.failuresMax(), ejectable))) {
            LOG.warnf("upstream %s: %s is out", group.name(), server.origin());
            if (group.health().isEmpty()) {
                rest(server);
            }
        }
    }

    private void rest(Server server) {
        var rest = server.standing().rest(config.restFirst(), config.restMax());
        vertx.setTimer(rest.toMillis(), _ -> {
            if (!closed) {
                connections.connect(server.port(), server.origin().getHost()).onComplete(connected -> {
                    if (connected.succeeded()) {
                        connected.result().close();
                    }
                    looked(server, connected.succeeded());
                });
            }
        });
    }

    private void looked(Server server, boolean fit) {
        server.changeTakesOut(standing -> standing.looked(fit));
        if (fit) {
            LOG.infof("upstream %s: %s is in again", group.name(), server.origin());
        } else {
            rest(server);
        }
    }

    private void check(Server server, HealthCheck health) {
        var options = server.options(HttpMethod.GET, health.path())
                .setTimeout(health.timeout().toMillis())
                .setFollowRedirects(false);
        client.request(options)
                .compose(HttpClientRequest::send)
                .compose(answer -> answer.end().map(answer.statusCode()))
                .compose(status ->
                        status / 100 == 2 ? Future.succeededFuture() : Future.failedFuture("answers " + status))
                .onComplete(checked -> {
                    if (checked.failed()) {
                        failed(server, true);
                    } else if (!server.standing().in()) {
                        server.changeTakesOut(standing -> standing.looked(true));
                        LOG.infof("upstream %s: %s is in again", group.name(), server.origin());
                    }
                });
    }

    void close() {
        closed = true;
        timers.forEach(vertx::cancelTimer);
        client.close();
        connections.close();
    }
}
