package dev.quittance.gateway.route;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a routes file as the gateway would, and tells what it found; asks nobody. */
public final class CheckMain {
    private static final int USAGE = 2;

    private CheckMain() {}

    /** Ends with 0 when the file can be used, with 1 when it cannot. */
    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (arguments.length != 1) {
            out.println("Usage: check FILE");
            System.exit(USAGE);
        }
        System.exit(check(Path.of(arguments[0]), out));
    }

    static int check(Path file, PrintStream out) {
        RouteTable table;
        try {
            table = new RoutesSource(file).read();
        } catch (InvalidRoutesException e) {
            e.faults().forEach(out::println);
            return 1;
        }
        table.routes().forEach(route -> out.println(line(route)));
        Warnings.of(table).forEach(warning -> out.println("warning: " + warning));
        out.printf(
                "version %s of tenant %s: %d routes; other paths are %s%n",
                table.version(), table.tenant(), table.routes().size(), table.refusesUnmatched() ? "refused" : "free");
        return 0;
    }

    private static String line(Route route) {
        String hosts = route.hosts().stream().map(HostPattern::toString).collect(Collectors.joining(","));
        var offers = route.accepts().stream()
                .map(offer -> offer.amount() + " of " + offer.extra().text("name") + " " + offer.network() + " to "
                        + offer.payTo())
                .collect(Collectors.joining(" or "));
        return route.name() + ": " + String.join(",", new TreeSet<>(route.methods())) + " " + hosts + route.path()
                + " at " + (route.pricing().isPresent() ? "most " : "") + offers
                + route.quota()
                        .map(quota -> ", " + quota.free() + " free every " + quota.every())
                        .orElse("")
                + " -> " + route.upstream().name();
    }
}
