package dev.quittance.gateway.route;

import dev.quittance.evm.registry.Asset;
import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.X402;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the price list strictly: what it does not know it refuses, with the line. */
public final class RoutesFile {
    private static final String UPTO = "upto";

    static final int ROUTES_MAX = 10_000;
    /** More would not fit the response headers of a challenge. */
    static final int ACCEPTS_MAX = 8;

    private static final int TIMEOUT_DEFAULT_SECONDS = 300;
    private static final int TIMEOUT_MAX_SECONDS = 86_400;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

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
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        try {
            var root = Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
            return table(new YamlMap(root.orElseThrow(() -> new InvalidRoutesException(1, "the file is empty"))));
        } catch (MarkedYAMLException e) {
            int line = Optional.ofNullable(e.getProblemMark())
                    .map(mark -> mark.getLine() + 1)
                    .orElse(1);
            throw new InvalidRoutesException(line, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new InvalidRoutesException(1, "not YAML: " + e.getMessage());
        }
    }

    private RouteTable table(YamlMap root) {
        String version = root.value("version", RoutesFile::name);
        String tenant = root.value("tenant", RoutesFile::name);
        URI upstream = root.value("upstream", RoutesFile::upstream);
        boolean refuse = root.has("unmatched") && root.value("unmatched", RoutesFile::refusesUnmatched);
        var entries = root.maps("routes");
        root.requireNothingElse();
        if (entries.size() > ROUTES_MAX) {
            throw new InvalidRoutesException(root.line(), "more than " + ROUTES_MAX + " routes");
        }
        var routes = new ArrayList<Route>();
        var names = new HashSet<String>();
        var sold = new HashSet<String>();
        for (YamlMap entry : entries) {
            Route route = route(entry);
            if (!names.add(route.name())) {
                throw new InvalidRoutesException(entry.line(), "route " + route.name() + " appears twice");
            }
            for (String method : route.methods()) {
                if (!sold.add(method + " " + route.path())) {
                    throw new InvalidRoutesException(
                            entry.line(), "route " + route.name() + " sells what another route sells");
                }
            }
            routes.add(route);
        }
        return new RouteTable(version, tenant, upstream, refuse, routes);
    }

    private Route route(YamlMap entry) {
        String name = entry.value("name", RoutesFile::name);
        List<String> methods = entry.texts("methods");
        for (String method : methods) {
            if (!METHODS.contains(method)) {
                throw new InvalidRoutesException(entry.line(), "unknown method " + method);
            }
        }
        PathPattern path = entry.value("path", PathPattern::parse);
        var description = entry.optionalText("description");
        var mimeType = entry.optionalText("mimeType");
        boolean idempotent = entry.flag("idempotent", false);
        Binding binding = entry.choice("binding", Binding.COMPAT);
        Flow flow = entry.choice("flow", Flow.UPFRONT);
        var release = new Release(entry.choice("release", Level.INCLUDED), raises(entry));
        boolean streamed = entry.flag("streamed", false);
        if (streamed && flow == Flow.AUTHORIZATION) {
            throw new InvalidRoutesException(entry.line(), "an answer that is withheld cannot be streamed");
        }
        var orderHeader = entry.has("orderHeader")
                ? Optional.of(entry.value("orderHeader", RoutesFile::headerName))
                : Optional.<String>empty();
        var identifier = entry.has("identifier")
                ? Optional.of(entry.choice("identifier", IdentifierRule.OPTIONAL))
                : Optional.<IdentifierRule>empty();
        var accepts = entry.maps("accepts").stream()
                .map(offer -> requirements(offer, flow))
                .toList();
        var meter = meter(entry, flow, accepts);
        var sponsoring = sponsoring(entry, accepts);
        entry.requireNothingElse();
        if (accepts.size() > ACCEPTS_MAX) {
            throw new InvalidRoutesException(entry.line(), "more than " + ACCEPTS_MAX + " ways to pay");
        }
        return new Route(
                name,
                Set.copyOf(methods),
                path,
                description,
                mimeType,
                accepts,
                idempotent,
                binding,
                flow,
                release,
                streamed,
                orderHeader,
                identifier,
                sponsoring,
                meter);
    }

    private static List<Sponsoring> sponsoring(YamlMap entry, List<PaymentRequirements> accepts) {
        if (!entry.has("sponsoring")) {
            return List.of();
        }
        if (accepts.stream().noneMatch(offer -> Method.of(offer) == Method.PERMIT2)) {
            throw new InvalidRoutesException(entry.line(), "sponsoring goes with permit2");
        }
        try {
            return entry.texts("sponsoring").stream()
                    .map(Sponsoring::parse)
                    .distinct()
                    .toList();
        } catch (MalformedException e) {
            throw new InvalidRoutesException(entry.line(), "sponsoring: " + e.getMessage());
        }
    }

    /** What is metered is paid by {@code upto} alone, after the work; and {@code upto} pays for nothing else. */
    private static Optional<Meter> meter(YamlMap entry, Flow flow, List<PaymentRequirements> accepts) {
        boolean metered = entry.has("meterHeader");
        if (accepts.stream().anyMatch(offer -> offer.scheme().equals(UPTO) != metered)) {
            throw new InvalidRoutesException(
                    entry.line(), "scheme upto goes with meterHeader, and with nothing but itself");
        }
        if (!metered) {
            return Optional.empty();
        }
        if (flow != Flow.AUTHORIZATION) {
            throw new InvalidRoutesException(entry.line(), "what is metered is paid in flow authorization");
        }
        return Optional.of(new Meter(
                entry.value("meterHeader", RoutesFile::headerName), entry.choice("unmetered", Meter.Unread.REFUSE)));
    }

    /** Higher levels for higher amounts: {@code raise: [{above: 1000000, release: safe}]}. */
    private static List<Release.Raise> raises(YamlMap entry) {
        if (!entry.has("raise")) {
            return List.of();
        }
        var raises = new ArrayList<Release.Raise>();
        var above = BigInteger.ZERO;
        for (YamlMap step : entry.maps("raise")) {
            var raise = new Release.Raise(step.value("above", Price::atomic), step.choice("release", Level.SAFE));
            step.requireNothingElse();
            if (raise.above().compareTo(above) <= 0) {
                throw new InvalidRoutesException(step.line(), "amounts to raise at must grow");
            }
            above = raise.above();
            raises.add(raise);
        }
        return raises;
    }

    private PaymentRequirements requirements(YamlMap entry, Flow flow) {
        String scheme = entry.value("scheme", RoutesFile::scheme);
        long chainId = entry.value("network", this::chainId);
        Asset asset = entry.value("asset", text -> asset(chainId, text));
        if (entry.has("price") == entry.has("amount")) {
            throw new InvalidRoutesException(entry.line(), "expected either price or amount");
        }
        var amount = entry.has("price")
                ? entry.value("price", text -> Price.dollars(text, asset.decimals()))
                : entry.value("amount", Price::atomic);
        Address payTo = entry.value("payTo", text -> payee(asset, text));
        int timeout = entry.has("maxTimeoutSeconds")
                ? entry.value("maxTimeoutSeconds", RoutesFile::seconds)
                : TIMEOUT_DEFAULT_SECONDS;
        boolean metered = scheme.equals(UPTO);
        Method method = entry.choice("method", metered ? Method.PERMIT2 : Method.EIP3009);
        if (metered && method != Method.PERMIT2) {
            throw new InvalidRoutesException(entry.line(), "upto is paid by permit2");
        }
        Optional<Address> settler = metered ? Optional.of(entry.value("settler", Address::parse)) : Optional.empty();
        entry.requireNothingElse();
        var extra = JsonObject.builder().put("name", asset.eip712Name()).put("version", asset.eip712Version());
        switch (method) {
            case PERMIT2 ->
                extra.put(Method.NAME, method.wire()).putText("facilitatorAddress", settler.map(Address::toString));
            // The default of the protocol stays off the wire.
            case EIP3009 -> {}
        }
        switch (flow) {
            case UPFRONT -> extra.put(X402.PAYMENT_FLOW, X402.UPFRONT);
            // The default of the protocol stays off the wire.
            case AUTHORIZATION -> {}
        }
        return new PaymentRequirements(
                scheme,
                "eip155:" + chainId,
                amount,
                asset.address().toString(),
                payTo.toString(),
                timeout,
                extra.build());
    }

    private long chainId(String network) {
        return registry.chain(network)
                .orElseThrow(() -> new MalformedException("unknown network"))
                .chainId();
    }

    private Asset asset(long chainId, String text) {
        return registry.asset(chainId, Address.parse(text))
                .orElseThrow(() -> new MalformedException("unknown asset on this network"));
    }

    private static Address payee(Asset asset, String text) {
        var payee = Address.parse(text);
        boolean zero = payee.toWord().toUnsigned().signum() == 0;
        if (zero || payee.equals(asset.address())) {
            throw new MalformedException("nobody can spend what is paid to this address");
        }
        return payee;
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new MalformedException("expected 1 to 64 letters, digits, dots, underscores or hyphens");
        }
        return text;
    }

    private static String headerName(String text) {
        if (!HEADER.matcher(text).matches()) {
            throw new MalformedException("expected the name of a header");
        }
        return text;
    }

    private static String scheme(String text) {
        if (!text.equals("exact") && !text.equals(UPTO)) {
            throw new MalformedException("unknown scheme");
        }
        return text;
    }

    private static int seconds(String text) {
        int seconds = Integer.parseInt(text);
        if (seconds < 1 || seconds > TIMEOUT_MAX_SECONDS) {
            throw new MalformedException("expected 1 to " + TIMEOUT_MAX_SECONDS + " seconds");
        }
        return seconds;
    }

    private static boolean refusesUnmatched(String text) {
        return switch (text) {
            case "refuse" -> true;
            case "proxy" -> false;
            default -> throw new MalformedException("expected proxy or refuse");
        };
    }

    private static URI upstream(String text) {
        var uri = URI.create(text);
        String path = uri.getPath();
        boolean origin = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getQuery() == null
                && uri.getFragment() == null
                && (path == null || path.isEmpty() || path.equals("/"));
        if (!origin) {
            throw new MalformedException("expected http or https, host and port, and nothing else");
        }
        return uri;
    }
}
