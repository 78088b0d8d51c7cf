package dev.quittance.gateway.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Routes by host, then by path. */
final class HostIndex {
    private final Map<HostPattern, PathTree> byHost = new HashMap<>();
    private final PathTree everywhere = new PathTree();
    /** All that is sold on some hosts only. */
    private final PathTree somewhere = new PathTree();

    void add(Route route) {
        if (route.hosts().isEmpty()) {
            everywhere.add(route);
            return;
        }
        route.hosts()
                .forEach(host ->
                        byHost.computeIfAbsent(host, _ -> new PathTree()).add(route));
        somewhere.add(route);
    }

    /**
     * Goes through the routes that a request fits: those of its host, then those of hosts above it, nearest first, then those of
     * all hosts; of each the most specific path first.
     *
     * @param host lower case, with or without port
     * @return whether {@code enough} ended it
     */
    boolean search(String host, String key, Predicate<Route> enough) {
        if (!byHost.isEmpty()) {
            for (PathTree tree : trees(name(host))) {
                if (tree.search(key, enough)) {
                    return true;
                }
            }
        }
        return everywhere.search(key, enough);
    }

    /** Whether a path has a price on some host. */
    boolean isSoldSomewhere(String key) {
        return somewhere.search(key, _ -> true);
    }

    /** Goes through the routes that some requests fit which also fit the given one, with neither host nearer than the other. */
    void overlapping(Route route, Consumer<Route> visitor) {
        if (route.hosts().isEmpty()) {
            everywhere.overlapping(route.path(), visitor);
        }
        for (HostPattern host : route.hosts()) {
            Optional.ofNullable(byHost.get(host)).ifPresent(tree -> tree.overlapping(route.path(), visitor));
        }
    }

    private List<PathTree> trees(String name) {
        var trees = new ArrayList<PathTree>(2);
        Optional.ofNullable(byHost.get(new HostPattern(name, false))).ifPresent(trees::add);
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            Optional.ofNullable(byHost.get(new HostPattern(name.substring(dot + 1), true)))
                    .ifPresent(trees::add);
        }
        return trees;
    }

    /** Without port, and without the dot of the root that may end a name. */
    private static String name(String host) {
        int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
