package dev.quittance.gateway.proxy;

import io.vertx.core.MultiMap;
import java.util.List;

/** How a message says where its body ends. */
public final class Framing {
    private Framing() {}

    /** Whether the body is framed by its length, or by the one transfer coding that everybody reads alike. */
    public static boolean isPlain(MultiMap headers) {
        List<String> codings = headers.getAll("Transfer-Encoding");
        return codings.isEmpty() || codings.equals(List.of("chunked"));
    }

    /** Whether a body follows. */
    public static boolean hasBody(MultiMap headers) {
        String length = headers.get("Content-Length");
        return headers.contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }
}
