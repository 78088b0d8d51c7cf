package dev.quittance.gateway.limit;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of all clients: how many each has, and a guard on each. */
final class Connections {
    private static final AttributeKey<ConnectionGuard> GUARD = AttributeKey.valueOf(Connections.class, "guard");

    private static final AttributeKey<Runnable> LAST = AttributeKey.valueOf(Connections.class, "last");

    private final Networks uncounted;
    private final Networks proxies;
    private final Limits limits;
    private final ConnectionGuard.Patience patience;
    private final int max;
    private final Map<ClientAddress, Integer> open = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    Connections(LimitConfig config, Networks exempt, Networks proxies, Limits limits) {
        uncounted = exempt;
        this.proxies = proxies;
        this.limits = limits;
        max = config.connections();
        patience = new ConnectionGuard.Patience(
                config.headTimeout().toNanos(),
                config.pauseMax().toNanos(),
                config.bodyBytesMin().asLongValue());
    }

    /** Takes a new connection, before anything is read from it; closes it when its client has too many. */
    void accept(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress peer && isCounted(peer)) {
            var client = ClientAddress.of(peer.getAddress().getAddress());
            int now = open.merge(client, 1, Integer::sum);
            channel.closeFuture().addListener(_ -> open.computeIfPresent(client, (_, n) -> n == 1 ? null : n - 1));
            if (now > max) {
                limits.count(Limit.CONNECTIONS);
                channel.pipeline().addFirst(new Closing());
                return;
            }
        }
        var guard = new ConnectionGuard(patience, limits::count, leaving);
        channel.attr(GUARD).set(guard);
        channel.pipeline().addFirst(guard);
        Tunnels.refuse(channel);
    }

    /** Whoever connects from now on comes too late: what is under way could otherwise never end. */
    void leave() {
        leaving = true;
    }

    /** The guard of a request's connection; none where connections are not guarded. */
    Optional<ConnectionGuard> guard(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().attr(GUARD).get())
                : Optional.empty();
    }

    /**
     * Runs this at the latest when the request's connection ends: an answer that is broken off tells nobody of its end. In HTTP/2
     * it does, and in HTTP/1.1 one request at a time is in work.
     */
    void atEnd(HttpServerRequest request, Runnable leave) {
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            var last = connection.channel().attr(LAST);
            if (last.getAndSet(leave) == null) {
                connection.channel().closeFuture().addListener(_ -> last.get().run());
            }
        }
    }

    private boolean isCounted(InetSocketAddress peer) {
        byte[] address = peer.getAddress().getAddress();
        return max > 0 && !uncounted.contain(address) && !proxies.contain(address);
    }
}
