package dev.quittance.gateway.limit;

import dev.quittance.gateway.limit.ForwardedHops.Hop;
import dev.quittance.gateway.limit.ProxiesConfig.Header;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a request says of its client and of how that client asked. {@link #settle} puts the truth in place of what came; from then on
 * the headers of this class are the gateway's own words.
 */
public final class Forwarding {
    private static final CharSequence FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    private static final CharSequence HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final List<CharSequence> DROPPED = List.of(
            FOR, PROTO, HOST, HttpHeaders.createOptimized("Forwarded"), HttpHeaders.createOptimized("X-Real-IP"));
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final byte[] NOWHERE = {};

    private final Networks trusted;
    private final Set<Header> read;

    Forwarding(Networks trusted, Set<Header> read) {
        this.trusted = trusted;
        this.read = Set.copyOf(read);
    }

    /** Who asks: after the door, as text. */
    public static String client(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(FOR)).orElseGet(() -> peer(request));
    }

    /** Where who asks is, as bytes of an IP address: after the door; of no bytes when nobody can tell. */
    static byte[] address(HttpServerRequest request) {
        String told = request.getHeader(FOR);
        byte[] address = told == null ? connected(request) : NetUtil.createByteArrayFromIpAddressString(told);
        return address == null ? NOWHERE : address;
    }

    private static byte[] connected(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                        && connection.channel().remoteAddress() instanceof InetSocketAddress peer
                ? peer.getAddress().getAddress()
                : NOWHERE;
    }

    /** By which scheme the client asks, {@code http} or {@code https}: after the door. */
    public static String scheme(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(PROTO)).orElseGet(() -> String.valueOf(request.scheme()));
    }

    /** Which host the client asks for, where a trusted proxy tells of another than it asks for itself: after the door. */
    public static Optional<String> host(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HOST));
    }

    /** Replaces what the request says of its client by what is true of it. */
    void settle(HttpServerRequest request) {
        var headers = request.headers();
        if (trusted.isEmpty() || !trusted.contain(peer(request))) {
            drop(headers);
            return;
        }
        var hop = client(peer(request), headers);
        drop(headers);
        headers.set(FOR, hop.address());
        hop.scheme()
                .map(scheme -> scheme.toLowerCase(Locale.ROOT))
                .filter(SCHEMES::contains)
                .ifPresent(scheme -> headers.set(PROTO, scheme));
        hop.host().filter(Authority::isPlain).ifPresent(host -> headers.set(HOST, host));
    }

    private static void drop(MultiMap headers) {
        for (CharSequence name : DROPPED) {
            headers.remove(name);
        }
    }

    /** The first one, from here outwards, who is no trusted proxy; the outermost known when all are. */
    private Hop client(String peer, MultiMap headers) {
        var hops = ForwardedHops.read(headers, read);
        var client = new Hop(peer, Optional.empty(), Optional.empty());
        for (Hop hop : hops.reversed()) {
            var address = ForwardedHops.address(hop.address());
            if (!trusted.contain(client.address()) || address.isEmpty()) {
                break;
            }
            client = new Hop(address.get(), hop.scheme(), hop.host());
        }
        return client.address().equals(peer) ? withOnly(client, headers) : client;
    }

    /** A proxy that adds no address may still tell of scheme and host. */
    private Hop withOnly(Hop client, MultiMap headers) {
        return new Hop(
                client.address(),
                only(headers, PROTO, Header.X_FORWARDED_PROTO),
                only(headers, HOST, Header.X_FORWARDED_HOST));
    }

    private Optional<String> only(MultiMap headers, CharSequence name, Header header) {
        var values = headers.getAll(name);
        return read.contains(header) && values.size() == 1
                ? Optional.of(values.getFirst().strip())
                : Optional.empty();
    }

    private static String peer(HttpServerRequest request) {
        return Optional.ofNullable(request.connection().remoteAddress())
                .map(SocketAddress::hostAddress)
                .orElse("unknown");
    }
}
