package dev.quittance.gateway.proxy;

import dev.quittance.gateway.delivery.PaidAnswer.Header;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.util.List;

/** Connections that become WebSockets: frames pass both ways unread, and who leaves takes the other along. */
final class Tunnel {
    private static final String WEBSOCKET = "websocket";

    private Tunnel() {}

    /** Whether a request asks for a WebSocket, and for nothing else, in the one form that all servers read alike. */
    static boolean isAsked(HttpServerRequest request) {
        var headers = request.headers();
        var upgrades = headers.getAll("Upgrade");
        return request.version() == HttpVersion.HTTP_1_1
                && HttpMethod.GET.equals(request.method())
                && upgrades.size() == 1
                && upgrades.getFirst().strip().equalsIgnoreCase(WEBSOCKET)
                && headers.getAll("Connection").stream()
                        .flatMap(value -> List.of(value.split(",", -1)).stream())
                        .anyMatch(option -> option.strip().equalsIgnoreCase("upgrade"))
                && !Framing.hasBody(headers);
    }

    /** Asks a server to upgrade; its answer may be another one. */
    static Future<HttpClientResponse> ask(HttpClientRequest outbound) {
        outbound.exceptionHandler(_ -> {});
        outbound.putHeader("Connection", "Upgrade").putHeader("Upgrade", WEBSOCKET);
        return outbound.connect();
    }

    static boolean isOpen(HttpClientResponse response) {
        return response.statusCode() == 101;
    }

    /**
     * Lets a client have the upgraded connection.
     *
     * @param headers of the server's answer, without those of one hop
     * @param more headers in place of any of their names
     * @return ends once both sides are joined
     */
    static Future<Void> join(
            HttpServerRequest request, HttpClientResponse answer, Iterable<Header> headers, List<Header> more) {
        var upstream = answer.netSocket().pause();
        var response = request.response();
        if (response.closed() || response.ended()) {
            upstream.close();
            return Future.failedFuture("the client is gone");
        }
        response.setStatusCode(answer.statusCode());
        MultiMap told = response.headers();
        headers.forEach(header -> told.add(header.name(), header.value()));
        more.forEach(header -> told.set(header.name(), header.value()));
        told.set("Connection", "Upgrade").set("Upgrade", WEBSOCKET);
        return request.toNetSocket().onFailure(_ -> upstream.close()).map(client -> {
            splice(client, upstream);
            return null;
        });
    }

    /** Pipes end what they fill when their source ends or fails. */
    private static void splice(NetSocket client, NetSocket upstream) {
        client.pipeTo(upstream);
        upstream.pipeTo(client);
    }
}
