package dev.quittance.gateway.route;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The price list that new requests are matched on. Whoever matched keeps what it got. */
public final class CurrentRoutes {
    private final AtomicReference<RouteTable> table;
    private final List<Consumer<RouteTable>> followers = new CopyOnWriteArrayList<>();

    public CurrentRoutes(RouteTable first) {
        table = new AtomicReference<>(first);
    }

    public RouteTable get() {
        return table.get();
    }

    /** Calls with each later list before requests are matched on it. */
    public void follow(Consumer<RouteTable> follower) {
        followers.add(follower);
    }

    /** Makes a list that was found good the current one. */
    public void replace(RouteTable next) {
        followers.forEach(follower -> follower.accept(next));
        table.set(next);
    }
}
