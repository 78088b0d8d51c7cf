package dev.quittance.gateway.route;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The whole price list.
 *
 * @param version version of the prices; part of what a challenge is bound to
 * @param tenant the merchant whose upstream this is
 * @param upstreams who does the work; the first also for what is not on the list
 * @param routes the most specific first
 */
public record RouteTable(
        String version, String tenant, List<UpstreamGroup> upstreams, boolean refuseUnmatched, List<Route> routes) {

    private static final Comparator<Route> MOST_SPECIFIC_FIRST = Comparator.comparingInt(
                    (Route route) -> route.path().key().length())
            .reversed()
            .thenComparing(route -> route.path().below());

    /** Sorts the routes. */
    public RouteTable {
        upstreams = List.copyOf(upstreams);
        routes = routes.stream().sorted(MOST_SPECIFIC_FIRST).toList();
    }

    /** What a request costs. */
    public sealed interface Match {
        /** It is sold by this route. */
        record Priced(Route route) implements Match {}

        /** It is not on the list and passes. */
        record Free() implements Match {}

        /** It is not on the list, and what is not on the list is refused. */
        record Unknown() implements Match {}

        /** Its path is on the list, its method is not: nobody decided that it is free. */
        record NotSold(Set<String> methods) implements Match {}
    }

    /** Finds the price; the most specific path that sells the method decides. */
    public Match match(String method, RequestTarget target) {
        var sold = new TreeSet<String>();
        for (Route route : routes) {
            if (route.path().matches(target)) {
                if (route.sells(method)) {
                    return new Match.Priced(route);
                }
                sold.addAll(route.methods());
            }
        }
        if (!sold.isEmpty()) {
            return new Match.NotSold(sold);
        }
        return refuseUnmatched ? new Match.Unknown() : new Match.Free();
    }
}
