package dev.quittance.gateway.proxy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The servers of a group, and which one is asked next: of those that are in, the one with the least to do, else in turn. */
final class Servers {
    private final List<Server> all;
    private final AtomicInteger turn = new AtomicInteger();

    Servers(List<URI> origins) {
        all = origins.stream().map(Server::new).toList();
    }

    List<Server> all() {
        return all;
    }

    /**
     * Chooses among those that are in.
     *
     * @param avoided chosen only when there is no other
     * @return nothing when all are out
     */
    Optional<Server> choose(@Nullable Server avoided) {
        Server best = null;
        int first = all.size() == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), all.size());
        for (int i = 0; i < all.size(); i++) {
            var server = all.get((first + i) % all.size());
            if (server.standing().in()
                    && (best == null || best == avoided || (server != avoided && server.pending() < best.pending()))) {
                best = server;
            }
        }
        return Optional.ofNullable(best);
    }

    boolean anyIn() {
        return all.stream().anyMatch(server -> server.standing().in());
    }

    boolean anyInBut(Server server) {
        return all.stream()
                .anyMatch(other -> other != server && other.standing().in());
    }

    long out() {
        return all.stream().filter(server -> !server.standing().in()).count();
    }
}
