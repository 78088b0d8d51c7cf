package dev.quittance.gateway.proxy;

import dev.quittance.gateway.limit.Forwarding;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.Set;

/** Requests that came in HTTP/2, in the words of HTTP/1.1 (RFC 9113 §8): what one hop may say there and another may not is refused. */
public final class Http2 {
    private static final Set<String> OF_ONE_CONNECTION =
            Set.of("connection", "http2-settings", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    /** Methods whose content means nothing (RFC 9110 §9.3); without a length they have none for us. */
    private static final Set<String> BODYLESS = Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final String NAME_SEPARATORS = "()<>@,;:\\\"/[]?={}";

    private Http2() {}

    /** The one host that a client's request is for; nothing when it names none, or several. */
    public static Optional<String> host(HttpServerRequest request) {
        return Forwarding.host(request).or(() -> named(request));
    }

    private static Optional<String> named(HttpServerRequest request) {
        var hosts = request.headers().getAll("Host");
        if (request.version() != HttpVersion.HTTP_2) {
            return hosts.size() == 1 ? Optional.of(hosts.getFirst()) : Optional.empty();
        }
        return Optional.ofNullable(request.authority())
                .map(Object::toString)
                .filter(authority -> hosts.stream().allMatch(authority::equalsIgnoreCase));
    }

    static boolean accepts(HttpServerRequest request) {
        var headers = request.headers();
        boolean fit = headers.entries().stream()
                .allMatch(header -> !OF_ONE_CONNECTION.contains(header.getKey())
                        && isName(header.getKey())
                        && isValue(header.getValue()));
        if (fit) {
            translate(request, headers);
        }
        return fit;
    }

    private static void translate(HttpServerRequest request, MultiMap headers) {
        if (!headers.contains("content-length")
                && !BODYLESS.contains(request.method().name())) {
            headers.set("transfer-encoding", "chunked");
        }
        // Clients may send them in pieces, which servers of HTTP/1.1 need not put together (RFC 9113 §8.2.3).
        var cookies = headers.getAll("cookie");
        if (cookies.size() > 1) {
            headers.set("cookie", String.join("; ", cookies));
        }
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(
                                c -> c > ' ' && c < 0x7f && !(c >= 'A' && c <= 'Z') && NAME_SEPARATORS.indexOf(c) < 0);
    }

    private static boolean isValue(String value) {
        return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
    }
}
