package dev.quittance.gateway.proxy;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One of its kind for each event loop, so that a request and its answer stay on the thread that they came in on: a pool for all
 * would give out connections of other threads, and each exchange would wake up two more.
 */
final class PerLoop<T> {
    private final Supplier<T> made;
    private final Map<Thread, T> byLoop = new ConcurrentHashMap<>();

    PerLoop(Supplier<T> made) {
        this.made = made;
    }

    /** The one of the event loop that asks. */
    T here() {
        var loop = Thread.currentThread();
        var found = byLoop.get(loop);
        return found != null ? found : byLoop.computeIfAbsent(loop, _ -> made.get());
    }

    Collection<T> all() {
        return byLoop.values();
    }
}
