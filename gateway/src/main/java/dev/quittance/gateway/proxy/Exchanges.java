package dev.quittance.gateway.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Opens exchanges with the servers of a group, and notes how they go. */
final class Exchanges {
    private final Servers servers;
    private final Watch watch;
    private final PerLoop<Patience> patience;
    private final Counter answered;
    private final Counter failed;
    private final Counter timedOut;
    private final Counter unreachable;
    private final Counter turnedAway;
    private final Counter repeated;

    Exchanges(String group, Servers servers, Watch watch, PerLoop<Patience> patience, MeterRegistry meters) {
        this.servers = servers;
        this.watch = watch;
        this.patience = patience;
        answered = counter(meters, group, "answered");
        failed = counter(meters, group, "failed");
        timedOut = counter(meters, group, "timeout");
        unreachable = counter(meters, group, "unreachable");
        turnedAway = counter(meters, group, "out");
        repeated = counter(meters, group, "repeated");
    }

    private static Counter counter(MeterRegistry meters, String group, String outcome) {
        return meters.counter("quittance.gateway.upstream.requests", "upstream", group, "outcome", outcome);
    }

    /**
     * Connects to a server, and to another one when that fails: nothing was sent yet, so that harms nobody.
     *
     * @param tries of one client's request, shared by all that is done for it
     * @param uploads a long upload keeps the server silent for good reason; there only the connection's own idle time counts
     */
    Future<HttpClientRequest> open(
            HttpClient client, HttpServerRequest inbound, HttpMethod method, String uri, Tries tries, boolean uploads) {
        var chosen = servers.choose(tries.last());
        if (chosen.isEmpty()) {
            turnedAway.increment();
            return Future.failedFuture(new UpstreamOutException());
        }
        var server = chosen.get();
        tries.use(server);
        server.begin();
        return client.request(server.options(method, uri))
                .map(outbound -> {
                    note(server, outbound, inbound, uploads);
                    return outbound;
                })
                .recover(failure -> {
                    server.end();
                    if (failure instanceof ConnectionPoolTooBusyException) {
                        return Future.failedFuture(failure);
                    }
                    unreachable.increment();
                    watch.failed(server, true);
                    if (!tries.again()) {
                        return Future.failedFuture(failure);
                    }
                    repeated.increment();
                    return open(client, inbound, method, uri, tries, uploads);
                });
    }

    /** Whether a request that was sent may be sent once more, because the server broke off before it answered. */
    boolean again(Throwable failure, Tries tries, HttpServerRequest inbound) {
        boolean broken = !(Failures.isSilence(failure)
                || failure instanceof UpstreamOutException
                || failure instanceof ConnectionPoolTooBusyException);
        boolean again = broken && !inbound.response().closed() && tries.again();
        if (again) {
            repeated.increment();
        }
        return again;
    }

    private void note(Server server, HttpClientRequest outbound, HttpServerRequest inbound, boolean uploads) {
        var waiting = patience.here();
        if (!uploads) {
            waiting.begin(outbound);
        }
        outbound.response().onComplete(response -> {
            waiting.end(outbound);
            if (response.succeeded()) {
                answered.increment();
                judge(server, response.result());
                response.result().end().onComplete(_ -> server.end());
                return;
            }
            server.end();
            // What a client breaks off says nothing about the server.
            if (inbound.response().closed()) {
                return;
            }
            (Failures.isSilence(response.cause()) ? timedOut : failed).increment();
            watch.failed(server, false);
        });
    }

    /** An answer that speaks of a server, or of one behind it, that cannot work. */
    private void judge(Server server, HttpClientResponse response) {
        switch (response.statusCode()) {
            case 502, 503, 504 -> watch.failed(server, false);
            default -> server.answered();
        }
    }
}
