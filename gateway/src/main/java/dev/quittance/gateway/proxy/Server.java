package dev.quittance.gateway.proxy;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** One server of a group: where it is, how much it has to do, and what is thought of it. */
final class Server {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final URI origin;
    private final boolean tls;
    private final int port;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.GOOD);

    Server(URI origin) {
        this.origin = origin;
        tls = "https".equals(origin.getScheme());
        port = origin.getPort() > 0 ? origin.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    }

    URI origin() {
        return origin;
    }

    int port() {
        return port;
    }

    RequestOptions options(HttpMethod method, String uri) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(origin.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(uri);
    }

    int pending() {
        return pending.get();
    }

    void begin() {
        pending.incrementAndGet();
    }

    void end() {
        pending.decrementAndGet();
    }

    Standing standing() {
        return standing.get();
    }

    void answered() {
        if (!standing.get().equals(Standing.GOOD)) {
            standing.updateAndGet(Standing::answered);
        }
    }

    /** Changes what is thought of it; whether that took it out. */
    boolean changeTakesOut(UnaryOperator<Standing> change) {
        var before = standing.getAndUpdate(change);
        return before.in() && !change.apply(before).in();
    }
}
