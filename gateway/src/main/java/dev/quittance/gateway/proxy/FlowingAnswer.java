package dev.quittance.gateway.proxy;

import dev.quittance.gateway.delivery.PaidAnswer.Header;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/** An answer of which only the head and the first bytes are here; the upstream waits. Sent or dropped, once. */
public final class FlowingAnswer {
    private final Context loop;
    private final HttpServerRequest request;
    private final HttpClientResponse response;
    private final List<Header> headers;
    private final Buffer first;

    FlowingAnswer(
            Context loop, HttpServerRequest request, HttpClientResponse response, List<Header> headers, Buffer first) {
        this.loop = loop;
        this.request = request;
        this.response = response;
        this.headers = List.copyOf(headers);
        this.first = first;
    }

    /** A free answer whose content is still to come, unless it cannot be read. */
    static Future<FlowingAnswer> of(Context loop, HttpServerRequest request, HttpClientResponse response) {
        if (!Tunnel.isOpen(response)) {
            response.pause();
        }
        return ResponseHeaders.of(response)
                .map(headers -> new FlowingAnswer(loop, request, response, list(headers), Buffer.buffer()));
    }

    static List<Header> list(MultiMap headers) {
        var list = new ArrayList<Header>();
        headers.forEach(entry -> list.add(new Header(entry.getKey(), entry.getValue())));
        return list;
    }

    public int status() {
        return response.statusCode();
    }

    /**
     * Lets it flow to the client, with these headers in place of any of their names; the future ends with it, and with the joining
     * of both sides where it is a WebSocket.
     */
    public Future<Delivery> sendTo(HttpServerResponse client, List<Header> more) {
        Promise<Delivery> end = Promise.promise();
        loop.runOnContext(_ -> flow(client, more).onComplete(sent -> {
            if (sent.failed()) {
                response.request().reset();
                // A reset before the head would leave a client without a word.
                if (!client.closed()) {
                    client.reset();
                }
            }
            end.complete(delivery(sent.succeeded()));
        }));
        return end.future();
    }

    /** Drops it: the upstream's connection is closed. */
    public void drop() {
        loop.runOnContext(_ -> response.request().reset());
    }

    private Future<Void> flow(HttpServerResponse client, List<Header> more) {
        if (Tunnel.isOpen(response)) {
            return Tunnel.join(request, response, headers, more);
        }
        if (client.closed() || client.ended()) {
            return Future.failedFuture("the client is gone");
        }
        client.setStatusCode(response.statusCode());
        headers.forEach(header -> client.headers().add(header.name(), header.value()));
        more.forEach(header -> client.headers().set(header.name(), header.value()));
        if (!client.headers().contains("Content-Length")) {
            client.setChunked(true);
        }
        // A client that leaves while the upstream is silent would otherwise be noticed by nobody.
        client.closeHandler(_ -> {
            if (!client.ended()) {
                response.request().reset();
            }
        });
        if (first.length() > 0) {
            client.write(first);
        }
        var content = Trailers.areWanted(request) ? Trailers.passing(response, client) : response;
        var pipe = content.pipe().endOnFailure(false);
        try {
            return pipe.to(client);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Delivery delivery(boolean sent) {
        if (!sent) {
            return new Delivery.CutOff(response.statusCode());
        }
        return status() >= 400 ? new Delivery.Failed(status()) : new Delivery.Complete(status());
    }
}
