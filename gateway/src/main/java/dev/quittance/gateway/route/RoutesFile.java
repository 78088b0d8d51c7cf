package dev.quittance.gateway.route;

import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.route.InvalidRoutesException.Fault;
import dev.quittance.protocol.MalformedException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the price list strictly: what it does not know it refuses, with the line. */
public final class RoutesFile {
    private static final String FILE = "routes file";

    static final int ROUTES_MAX = 10_000;

    private final Registry registry;

    public RoutesFile(Registry registry) {
        this.registry = registry;
    }

    /**
     * Reads the text of a routes file.
     *
     * @throws InvalidRoutesException when anything in it is not understood
     */
    public RouteTable read(String text) {
        return table(parse(FILE, text));
    }

    static YamlMap parse(String file, String text) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        try {
            var root = Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
            return new YamlMap(
                    file, root.orElseThrow(() -> new InvalidRoutesException(new Fault(file, 1, "the file is empty"))));
        } catch (MarkedYAMLException e) {
            int line = Optional.ofNullable(e.getProblemMark())
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            throw new InvalidRoutesException(new Fault(file, line, "not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            throw new InvalidRoutesException(new Fault(file, 1, "not YAML: " + e.getMessage()));
        }
    }

    private RouteTable table(YamlMap root) {
        String version = root.value("version", Words::name);
        String tenant = root.value("tenant", Words::name);
        var upstreams = UpstreamReader.read(root);
        boolean refuse = root.has("unmatched") && root.value("unmatched", RoutesFile::refusesUnmatched);
        var entries = root.maps("routes");
        root.requireNothingElse();
        if (entries.size() > ROUTES_MAX) {
            throw root.fault("more than " + ROUTES_MAX + " routes");
        }
        var reader = new RouteReader(registry, version, upstreams);
        var routes = new ArrayList<Route>();
        var faults = new ArrayList<Fault>();
        var overlaps = new Overlaps();
        for (YamlMap entry : entries) {
            try {
                Route route = reader.read(entry);
                faults.addAll(overlaps.add(route, entry.place()));
                routes.add(route);
            } catch (InvalidRoutesException e) {
                faults.addAll(e.faults());
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidRoutesException(faults);
        }
        return new RouteTable(version, tenant, upstreams, refuse, routes);
    }

    private static boolean refusesUnmatched(String text) {
        return switch (text) {
            case "refuse" -> true;
            case "proxy" -> false;
            default -> throw new MalformedException("expected proxy or refuse");
        };
    }
}
