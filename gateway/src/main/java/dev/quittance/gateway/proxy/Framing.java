package dev.quittance.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** How a message says where its body ends. */
public final class Framing {
    private Framing() {}

    /** Whether the body is framed by its length, or by the one transfer coding that everybody reads alike. */
    static boolean isPlain(MultiMap headers) {
        List<String> codings = headers.getAll("Transfer-Encoding");
        return codings.isEmpty() || codings.equals(List.of("chunked"));
    }

    /**
     * Whether gateway and upstream cannot read a request differently; what HTTP/2 says in its own way is said in the words of
     * HTTP/1.1 from here on.
     */
    public static boolean accepts(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2 ? Http2.accepts(request) : isPlain(request.headers());
    }

    /** Whether the client waits to be asked for its body (RFC 9110 §10.1.1). */
    static boolean expectsContinue(MultiMap headers) {
        return "100-continue".equalsIgnoreCase(headers.get("Expect"));
    }

    /** Asks a waiting client for its body, unless it speaks a version that never waits. */
    public static void askForBody(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_1_0 && expectsContinue(request.headers())) {
            request.response().writeContinue();
        }
    }

    /** What Content-Length says, in bytes; -1 when it says nothing, the largest number when it cannot be read. */
    public static long declaredLength(MultiMap headers) {
        String length = headers.get("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Whether a body follows. */
    public static boolean hasBody(MultiMap headers) {
        String length = headers.get("Content-Length");
        return headers.contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }
}
