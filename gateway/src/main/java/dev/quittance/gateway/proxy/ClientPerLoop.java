package dev.quittance.gateway.proxy;

import io.vertx.core.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One client for each event loop, so that a request and its answer stay on the thread that they came in on: a pool for all would
 * give out connections of other threads, and each exchange would wake up two more.
 */
final class ClientPerLoop {
    private final Supplier<HttpClient> made;
    private final Map<Thread, HttpClient> byLoop = new ConcurrentHashMap<>();

    ClientPerLoop(Supplier<HttpClient> made) {
        this.made = made;
    }

    /** The client of the event loop that asks. */
    HttpClient here() {
        var loop = Thread.currentThread();
        var client = byLoop.get(loop);
        return client != null ? client : byLoop.computeIfAbsent(loop, _ -> made.get());
    }

    void close() {
        byLoop.values().forEach(HttpClient::close);
    }
}
