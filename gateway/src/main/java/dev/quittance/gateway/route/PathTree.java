package dev.quittance.gateway.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Routes by the segments of their paths. Finding one takes as many steps as the path has segments, however many there are. */
final class PathTree {
    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private Optional<Node> any = Optional.empty();
        private final List<Route> here = new ArrayList<>();
        private final List<Route> below = new ArrayList<>();

        private Node child(PathPattern.Segment segment) {
            if (!segment.any()) {
                return literals.computeIfAbsent(segment.key(), _ -> new Node());
            }
            var child = any.orElseGet(Node::new);
            any = Optional.of(child);
            return child;
        }

        private void each(Consumer<Route> visitor) {
            here.forEach(visitor);
            below.forEach(visitor);
            literals.values().forEach(child -> child.each(visitor));
            any.ifPresent(child -> child.each(visitor));
        }
    }

    void add(Route route) {
        var node = root;
        for (var segment : route.path().segments()) {
            node = node.child(segment);
        }
        (route.path().below() ? node.below : node.here).add(route);
    }

    /**
     * Goes through the routes that a path fits, the most specific first: text before any text, any text before all below.
     *
     * @param key as {@link RequestTarget#key()} spells it
     * @param enough told each route; true ends the search
     * @return whether it was ended
     */
    boolean search(String key, Predicate<Route> enough) {
        return search(root, key, 0, enough);
    }

    private static boolean search(Node node, String key, int from, Predicate<Route> enough) {
        if (from == key.length()) {
            return anyMatch(node.here, enough) || anyMatch(node.below, enough);
        }
        int slash = key.indexOf('/', from + 1);
        int end = slash < 0 ? key.length() : slash;
        var literal = node.literals.isEmpty() ? null : node.literals.get(key.substring(from + 1, end));
        return (literal != null && search(literal, key, end, enough))
                || (node.any.isPresent() && search(node.any.get(), key, end, enough))
                || anyMatch(node.below, enough);
    }

    private static boolean anyMatch(List<Route> routes, Predicate<Route> enough) {
        for (Route route : routes) {
            if (enough.test(route)) {
                return true;
            }
        }
        return false;
    }

    /** Goes through the routes for which there is a path that fits them and the pattern. */
    void overlapping(PathPattern pattern, Consumer<Route> visitor) {
        overlapping(root, pattern, 0, visitor);
    }

    private static void overlapping(Node node, PathPattern pattern, int depth, Consumer<Route> visitor) {
        if (depth == pattern.segments().size()) {
            if (pattern.below()) {
                node.each(visitor);
            } else {
                node.here.forEach(visitor);
                node.below.forEach(visitor);
            }
            return;
        }
        node.below.forEach(visitor);
        var segment = pattern.segments().get(depth);
        if (segment.any()) {
            node.literals.values().forEach(child -> overlapping(child, pattern, depth + 1, visitor));
        } else {
            Optional.ofNullable(node.literals.get(segment.key()))
                    .ifPresent(child -> overlapping(child, pattern, depth + 1, visitor));
        }
        node.any.ifPresent(child -> overlapping(child, pattern, depth + 1, visitor));
    }
}
