package dev.quittance.gateway.route;

import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.route.InvalidRoutesException.Fault;
import dev.quittance.protocol.MalformedException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the price list strictly: what it does not know it refuses, with the line. */
public final class RoutesFile {
    static final String FILE = "routes file";

    /** Longest file. */
    static final int CHARS_MAX = 32 << 20;

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
        return read(text, name -> {
            throw new MalformedException("there is no file " + name);
        });
    }

    /**
     * Reads the text of a routes file that names others.
     *
     * @param others the text of a file by the name in the routes file; throws {@link MalformedException} where it cannot be read
     * @throws InvalidRoutesException when anything in them is not understood
     */
    public RouteTable read(String text, UnaryOperator<String> others) {
        return table(parse(FILE, text), others);
    }

    static YamlMap parse(String file, String text) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(CHARS_MAX);
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

    private RouteTable table(YamlMap root, UnaryOperator<String> others) {
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
                for (var read : routes(reader, entry, others)) {
                    faults.addAll(overlaps.add(read.route(), read.place()));
                    routes.add(read.route());
                }
            } catch (InvalidRoutesException e) {
                faults.addAll(e.faults());
            }
        }
        if (routes.size() > ROUTES_MAX) {
            throw root.fault("more than " + ROUTES_MAX + " routes");
        }
        if (!faults.isEmpty()) {
            throw new InvalidRoutesException(faults);
        }
        return new RouteTable(version, tenant, upstreams, refuse, routes);
    }

    private record Placed(Route route, Fault place) {}

    /** The route of an entry, or those of the operations that its OpenAPI document prices. */
    private static List<Placed> routes(RouteReader reader, YamlMap entry, UnaryOperator<String> others) {
        if (!entry.has("openapi")) {
            return List.of(new Placed(reader.read(entry), entry.place()));
        }
        String name = entry.text("openapi");
        var document = parse("openapi file " + name, entry.value("openapi", others));
        return OpenApiReader.read(document).stream()
                .map(operation -> new Placed(
                        reader.read(entry, operation.subject()),
                        operation.place().place()))
                .toList();
    }

    private static boolean refusesUnmatched(String text) {
        return switch (text) {
            case "refuse" -> true;
            case "proxy" -> false;
            default -> throw new MalformedException("expected proxy or refuse");
        };
    }
}
