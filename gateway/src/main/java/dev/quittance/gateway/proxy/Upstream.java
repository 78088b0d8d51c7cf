package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.HeaderEdits;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.UpstreamGroup;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import java.util.List;

/** The proxy towards one group of servers: streams both ways on the event loop, whatever was paid or is free. */
public final class Upstream {
    private final Vertx vertx;
    private final UpstreamGroup group;
    private final Servers servers;
    private final PerLoop<HttpClient> client;
    private final PerLoop<HttpClient> upgrading;
    private final Watch watch;
    private final Exchanges exchanges;
    private final long answerTimeoutMs;

    Upstream(Vertx vertx, UpstreamGroup group, UpstreamConfig config, MeterRegistry meters) {
        this.vertx = vertx;
        this.group = group;
        answerTimeoutMs = group.answerTimeout().orElse(config.answerTimeout()).toMillis();
        servers = new Servers(group.servers());
        var clients = new Clients(vertx, group, config);
        client = new PerLoop<>(clients::exchanging);
        upgrading = new PerLoop<>(clients::upgrading);
        watch = new Watch(vertx, group, config, servers, clients.checking());
        var silence = group.idleTimeout().orElse(config.idleTimeout());
        exchanges =
                new Exchanges(group.name(), servers, watch, new PerLoop<>(() -> new Patience(vertx, silence)), meters);
        Gauge.builder("quittance.gateway.upstream.servers.out", servers, Servers::out)
                .tag("upstream", group.name())
                .register(meters);
    }

    UpstreamGroup group() {
        return group;
    }

    /** Whether any server is in; asked before a payment is taken, so that nobody pays for what cannot be had. */
    public boolean isAvailable() {
        return servers.anyIn();
    }

    /**
     * Forwards a request that costs nothing, body and answer as they flow.
     *
     * @param asked what is changed in the request's headers
     * @param answered what is changed in the answer's
     */
    public void forward(HttpServerRequest request, RequestTarget target, HeaderEdits asked, HeaderEdits answered) {
        var tries = new Tries(group.retriesMax());
        if (Tunnel.isAsked(request)) {
            upgrade(request, target, asked, tries);
            return;
        }
        // The proxy's own upgrades would bypass the interceptor, and with it every rule about headers.
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client.here())
                .origin(context -> {
                    var body = context.request().getBody();
                    return exchanges.open(
                            client.here(),
                            request,
                            context.request().getMethod(),
                            target.uri(),
                            tries,
                            body != null && body.length() != 0);
                })
                .addInterceptor(new Crossing(target, asked, answered, exchanges, tries))
                .handle(request);
    }

    private void upgrade(HttpServerRequest request, RequestTarget target, HeaderEdits asked, Tries tries) {
        var loop = vertx.getOrCreateContext();
        exchanges
                .open(upgrading.here(), request, HttpMethod.GET, target.uri(), tries, false)
                .compose(outbound -> {
                    RequestHeaders.copy(request, outbound, asked);
                    return Tunnel.ask(outbound);
                })
                .compose(response -> FlowingAnswer.of(loop, request, response))
                .onSuccess(answer -> answer.sendTo(request.response(), List.of()))
                .onFailure(failure -> Failures.problem(failure).send(request.response()));
    }

    /**
     * Asks for what was paid, whether or not the client is still there.
     *
     * @param loop the context that the request came in on
     */
    public Future<UpstreamAnswer> ask(Context loop, HttpServerRequest request, RequestTarget target, PaidRequest paid) {
        Promise<UpstreamAnswer> answer = Promise.promise();
        boolean upgrades = paid.route().streamed() && Tunnel.isAsked(request);
        var tries = new Tries(group.retriesMax());
        boolean uploads = paid.body() instanceof PricedBody.Streaming;
        loop.runOnContext(_ -> new PaidExchange(vertx, loop, request, paid, answerTimeoutMs, upgrades)
                .run(
                        exchanges,
                        tries,
                        () -> exchanges.open(
                                (upgrades ? upgrading : client).here(),
                                request,
                                request.method(),
                                target.uri(),
                                tries,
                                uploads))
                .onComplete(answer));
        return answer.future();
    }

    /** Leaves the servers alone, but what goes on with them. */
    void retire() {
        watch.close();
    }

    void close() {
        client.all().forEach(HttpClient::close);
        upgrading.all().forEach(HttpClient::close);
    }
}
