package dev.quittance.gateway.route;

import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The whole price list, ready to be asked. */
public final class RouteTable {
    private final String version;
    private final String tenant;
    private final List<UpstreamGroup> upstreams;
    private final boolean refuseUnmatched;
    private final List<Route> routes;
    private final List<String> networks;
    private final HostIndex index = new HostIndex();

    /**
     * A price list.
     *
     * @param version version of the prices; part of what a challenge is bound to
     * @param tenant the merchant whose upstreams these are
     * @param upstreams who does the work; the first also for what is not on the list
     * @param routes of which no two fit a request equally well
     */
    public RouteTable(
            String version, String tenant, List<UpstreamGroup> upstreams, boolean refuseUnmatched, List<Route> routes) {
        this.version = version;
        this.tenant = tenant;
        this.upstreams = List.copyOf(upstreams);
        this.refuseUnmatched = refuseUnmatched;
        this.routes = List.copyOf(routes);
        networks = routes.stream()
                .flatMap(route -> route.accepts().stream())
                .map(PaymentRequirements::network)
                .distinct()
                .toList();
        routes.forEach(index::add);
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

        /** Its path is on the list for other hosts: nobody decided that it is free on this one. */
        record OtherHost() implements Match {}
    }

    /**
     * Finds the price; the most specific host and path that sell the method decide.
     *
     * @param host a checked Host header, lower case
     */
    public Match match(String method, String host, RequestTarget target) {
        var found = new Found(method);
        index.search(host, target.key(), found::take);
        if (found.route.isPresent()) {
            return new Match.Priced(found.route.get());
        }
        if (!found.methods.isEmpty()) {
            return new Match.NotSold(found.methods);
        }
        if (index.isSoldSomewhere(target.key())) {
            return new Match.OtherHost();
        }
        return refuseUnmatched ? new Match.Unknown() : new Match.Free();
    }

    private static final class Found {
        private final String method;
        private Optional<Route> route = Optional.empty();
        private Set<String> methods = Set.of();

        private Found(String method) {
            this.method = method;
        }

        private boolean take(Route fitting) {
            if (fitting.sells(method)) {
                route = Optional.of(fitting);
                return true;
            }
            if (methods.isEmpty()) {
                methods = new TreeSet<>();
            }
            methods.addAll(fitting.methods());
            return false;
        }
    }

    public String version() {
        return version;
    }

    public String tenant() {
        return tenant;
    }

    public List<UpstreamGroup> upstreams() {
        return upstreams;
    }

    public boolean refusesUnmatched() {
        return refuseUnmatched;
    }

    /** In the order of the file. */
    public List<Route> routes() {
        return routes;
    }

    /** The networks on which something can be paid, each once. */
    public List<String> networks() {
        return networks;
    }
}
