package dev.quittance.gateway.route;

import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one route. */
final class RouteReader {
    /** More would not fit the response headers of a challenge. */
    static final int ACCEPTS_MAX = 8;

    private static final Duration PRICING_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PRICING_TIMEOUT_MAX = Duration.ofSeconds(30);
    private static final Duration PRICING_CACHE_MAX = Duration.ofDays(1);
    private static final Duration QUOTA_EVERY_MIN = Duration.ofSeconds(1);
    private static final int HOSTS_MAX = 64;
    private static final int EDITS_MAX = 32;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final OfferReader offers;
    private final String priceVersion;
    private final UpstreamGroup first;
    private final Map<String, UpstreamGroup> upstreams;

    /** A reader of one file's routes; those that name no upstream have the first. */
    RouteReader(Registry registry, String priceVersion, List<UpstreamGroup> upstreams) {
        this.offers = new OfferReader(registry);
        this.priceVersion = priceVersion;
        this.first = upstreams.getFirst();
        this.upstreams =
                upstreams.stream().collect(Collectors.toUnmodifiableMap(UpstreamGroup::name, Function.identity()));
    }

    /** A route with what the entry itself says of it. */
    Route read(YamlMap entry) {
        String name = entry.value("name", Words::name);
        List<String> methods = entry.texts("methods");
        for (String method : methods) {
            if (!METHODS.contains(method)) {
                throw entry.fault("unknown method " + method);
            }
        }
        var path = entry.value("path", PathPattern::parse);
        var description = entry.optionalText("description");
        return read(entry, new Subject(name, methods, path, description, OfferReader::ownAmount));
    }

    /** A route that is sold as the entry says. */
    Route read(YamlMap entry, Subject subject) {
        Flow flow = entry.choice("flow", Flow.UPFRONT);
        boolean streamed = entry.flag("streamed", false);
        if (streamed && flow == Flow.AUTHORIZATION) {
            throw entry.fault("an answer that is withheld cannot be streamed");
        }
        var read = entry.maps("accepts").stream()
                .map(offer -> offers.read(offer, flow, subject.amount()))
                .toList();
        var accepts = read.stream().map(OfferReader.Offer::requirements).toList();
        if (accepts.size() > ACCEPTS_MAX) {
            throw entry.fault("more than " + ACCEPTS_MAX + " ways to pay");
        }
        var route = new Route(
                subject.name(),
                priceVersion,
                hosts(entry),
                Set.copyOf(subject.methods()),
                subject.path(),
                subject.description(),
                entry.optionalText("mimeType"),
                accepts,
                entry.flag("idempotent", false),
                entry.choice("binding", Binding.COMPAT),
                flow,
                new Release(entry.choice("release", Level.INCLUDED), raises(entry)),
                streamed,
                entry.has("orderHeader")
                        ? Optional.of(entry.value("orderHeader", Words::headerName))
                        : Optional.empty(),
                entry.has("identifier")
                        ? Optional.of(entry.choice("identifier", IdentifierRule.OPTIONAL))
                        : Optional.empty(),
                sponsoring(entry, accepts),
                meter(entry, flow, accepts),
                upstream(entry),
                edits(entry, "requestHeaders"),
                edits(entry, "responseHeaders"),
                entry.has("bodyMax") ? OptionalLong.of(entry.value("bodyMax", Words::size)) : OptionalLong.empty(),
                pricing(entry, read),
                entry.optionalMap("quota").map(RouteReader::quota));
        entry.requireNothingElse();
        return route;
    }

    private static List<Sponsoring> sponsoring(YamlMap entry, List<PaymentRequirements> accepts) {
        if (!entry.has("sponsoring")) {
            return List.of();
        }
        if (accepts.stream().noneMatch(offer -> Method.of(offer) == Method.PERMIT2)) {
            throw entry.fault("sponsoring", "sponsoring goes with permit2");
        }
        return entry.values("sponsoring", Sponsoring::parse).stream().distinct().toList();
    }

    private static Optional<Pricing> pricing(YamlMap entry, List<OfferReader.Offer> offers) {
        return entry.optionalMap("pricing").map(map -> {
            if (entry.has("meterHeader")) {
                throw entry.fault("what is metered has its price from the meter");
            }
            var pricing = new Pricing(
                    map.value("url", Words::url),
                    map.has("timeout") ? map.value("timeout", Words::duration) : PRICING_TIMEOUT,
                    map.has("cache") ? Optional.of(map.value("cache", Words::duration)) : Optional.empty(),
                    offers.stream().map(OfferReader.Offer::decimals).toList());
            map.requireNothingElse();
            if (pricing.timeout().compareTo(PRICING_TIMEOUT_MAX) > 0) {
                throw map.fault("timeout", "expected at most 30s");
            }
            if (pricing.cache()
                    .filter(life -> life.compareTo(PRICING_CACHE_MAX) > 0)
                    .isPresent()) {
                throw map.fault("cache", "expected at most 1d");
            }
            return pricing;
        });
    }

    private static Quota quota(YamlMap map) {
        int free = map.value("free", text -> Words.count(text, 1, Quota.FREE_MAX));
        var quota = new Quota(free, map.value("every", Words::duration));
        if (map.has("per") && !map.text("per").equals("client")) {
            throw map.fault("per", "expected client");
        }
        map.requireNothingElse();
        if (quota.every().compareTo(QUOTA_EVERY_MIN) < 0) {
            throw map.fault("every", "expected at least 1s");
        }
        return quota;
    }

    private UpstreamGroup upstream(YamlMap entry) {
        if (!entry.has("upstream")) {
            return first;
        }
        String name = entry.text("upstream");
        return Optional.ofNullable(upstreams.get(name))
                .orElseThrow(() -> entry.fault("upstream", "there is no upstream " + name));
    }

    private static List<HostPattern> hosts(YamlMap entry) {
        if (!entry.has("hosts")) {
            return List.of();
        }
        var hosts = entry.values("hosts", HostPattern::parse);
        if (hosts.size() > HOSTS_MAX) {
            throw entry.fault("hosts", "more than " + HOSTS_MAX + " hosts");
        }
        if (Set.copyOf(hosts).size() < hosts.size()) {
            throw entry.fault("hosts", "a host appears twice");
        }
        return hosts;
    }

    private static HeaderEdits edits(YamlMap entry, String key) {
        var edits = entry.optionalMap(key);
        if (edits.isEmpty()) {
            return HeaderEdits.NONE;
        }
        var map = edits.get();
        var set = new LinkedHashMap<String, String>();
        map.optionalMap("set").ifPresent(values -> {
            for (String header : values.keys()) {
                values.check(header, () -> Words.editableHeader(header));
                set.put(header, values.value(header, Words::headerValue));
            }
        });
        var remove = map.has("remove") ? map.values("remove", Words::editableHeader) : List.<String>of();
        map.requireNothingElse();
        if (set.size() + remove.size() > EDITS_MAX) {
            throw map.fault(key + ": more than " + EDITS_MAX + " headers");
        }
        return new HeaderEdits(set, Set.copyOf(remove));
    }

    /** What is metered is paid by {@code upto} alone, after the work; and {@code upto} pays for nothing else. */
    private static Optional<Meter> meter(YamlMap entry, Flow flow, List<PaymentRequirements> accepts) {
        boolean metered = entry.has("meterHeader");
        if (accepts.stream().anyMatch(offer -> offer.scheme().equals(OfferReader.UPTO) != metered)) {
            throw entry.fault("scheme upto goes with meterHeader, and with nothing but itself");
        }
        if (!metered) {
            return Optional.empty();
        }
        if (flow != Flow.AUTHORIZATION) {
            throw entry.fault("what is metered is paid in flow authorization");
        }
        return Optional.of(new Meter(
                entry.value("meterHeader", Words::headerName), entry.choice("unmetered", Meter.Unread.REFUSE)));
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
                throw step.fault("amounts to raise at must grow");
            }
            above = raise.above();
            raises.add(raise);
        }
        return raises;
    }
}
