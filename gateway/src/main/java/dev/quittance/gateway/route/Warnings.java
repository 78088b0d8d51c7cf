package dev.quittance.gateway.route;

import java.util.ArrayList;
import java.util.List;

/** What is well written but may surprise who wrote it. */
final class Warnings {
    private Warnings() {}

    static List<String> of(RouteTable table) {
        var warnings = new ArrayList<String>();
        var index = new HostIndex();
        table.routes().forEach(index::add);
        for (Route route : table.routes()) {
            if (!table.refusesUnmatched() && hasFreeParent(table, route)) {
                warnings.add("route " + route.name() + ": " + parent(route)
                        + " itself is on no route and free; unmatched: refuse would refuse it");
            }
            if (isHidden(index, route)) {
                warnings.add("route " + route.name() + " is never reached: more specific routes sell all of it");
            }
        }
        var used = table.routes().stream().map(Route::upstream).distinct().toList();
        for (var group : table.upstreams()) {
            boolean forUnmatched = group.equals(table.upstreams().getFirst()) && !table.refusesUnmatched();
            if (!used.contains(group) && !forUnmatched) {
                warnings.add("upstream " + group.name() + " is never asked");
            }
        }
        return warnings;
    }

    /** The path without the segment that stands for any: clients that leave it out may get what it sells, listed. */
    private static boolean hasFreeParent(RouteTable table, Route route) {
        return route.path().hasOpenEnd()
                && !route.path().below()
                && table.match(
                                "GET",
                                route.hosts().isEmpty()
                                        ? "localhost"
                                        : route.hosts().getFirst().name(),
                                RequestTarget.parse(parent(route).replaceAll("[{}]", "")))
                        instanceof RouteTable.Match.Free;
    }

    private static String parent(Route route) {
        String path = route.path().text();
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    /** A path with all below it, where the path has a route of its own and all below it has another. */
    private static boolean isHidden(HostIndex index, Route route) {
        if (!route.path().below()) {
            return false;
        }
        int depth = route.path().segments().size();
        var parts = new ArrayList<Route>();
        index.overlapping(route, parts::add);
        return route.methods().stream()
                .allMatch(method -> parts.stream().anyMatch(other -> covers(route, other, method, depth, false))
                        && parts.stream().anyMatch(other -> covers(route, other, method, depth + 1, true)));
    }

    private static boolean covers(Route route, Route other, String method, int depth, boolean below) {
        var segments = other.path().segments();
        return !other.equals(route)
                && other.path().below() == below
                && segments.size() == depth
                && other.sells(method)
                && (depth == route.path().segments().size()
                        || segments.getLast().any())
                && new PathPattern(
                                "", segments.subList(0, route.path().segments().size()), true)
                        .covers(route.path());
    }
}
