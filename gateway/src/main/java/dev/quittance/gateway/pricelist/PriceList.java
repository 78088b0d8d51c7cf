package dev.quittance.gateway.pricelist;

import dev.quittance.gateway.challenge.Echo;
import dev.quittance.gateway.challenge.IdentifierExtension;
import dev.quittance.gateway.route.HostPattern;
import dev.quittance.gateway.route.Route;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.X402;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The routes of one price list in the shape of discovery answers (x402 v2 §8): items with {@code accepts}, and
 * {@code pagination}. Upstreams and headers stay untold.
 */
final class PriceList {
    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 100;

    private final RouteTable routes;
    /** By offset, of the pages that are as long as may be; others are made when they are asked for. */
    private final Map<Integer, Page> whole = new ConcurrentHashMap<>();

    /**
     * One part of the list.
     *
     * @param etag of exactly this body
     */
    record Page(String body, String etag) {
        private static Page of(String body) {
            String digest = Sha256.hash(body.getBytes(StandardCharsets.UTF_8)).toString();
            return new Page(body, "\"" + digest.substring(2, 34) + "\"");
        }
    }

    PriceList(RouteTable routes) {
        this.routes = routes;
    }

    RouteTable routes() {
        return routes;
    }

    /**
     * A page.
     *
     * @param offset how many routes come before it, from 0
     * @param limit how many it has at most, 1 to {@link #LIMIT_MAX}
     */
    Page page(int offset, int limit) {
        return limit == LIMIT_MAX
                        && offset % LIMIT_MAX == 0
                        && offset <= routes.routes().size()
                ? whole.computeIfAbsent(offset, each -> write(each, LIMIT_MAX))
                : write(offset, limit);
    }

    private Page write(int offset, int limit) {
        int total = routes.routes().size();
        int from = Math.min(offset, total);
        var items = routes.routes().subList(from, Math.min(from + limit, total)).stream()
                .map(PriceList::item)
                .toList();
        return Page.of(JsonObject.builder()
                .put("x402Version", X402.VERSION)
                .put("priceVersion", routes.version())
                .putObjects("items", items)
                .put(
                        "pagination",
                        JsonObject.builder()
                                .put("limit", limit)
                                .put("offset", offset)
                                .put("total", total)
                                .build())
                .build()
                .toString());
    }

    private static JsonObject item(Route route) {
        var item = JsonObject.builder()
                .put("resource", route.path().text())
                .put("type", "http")
                .put("x402Version", X402.VERSION)
                .put("name", route.name())
                .putTexts("methods", List.copyOf(new TreeSet<>(route.methods())));
        if (!route.hosts().isEmpty()) {
            item.putTexts(
                    "hosts", route.hosts().stream().map(HostPattern::toString).toList());
        }
        item.putText("description", route.description()).putText("mimeType", route.mimeType());
        item.putObjects(
                "accepts",
                route.accepts().stream().map(PaymentRequirements::toJson).toList());
        item.put("amounts", route.pricing().isPresent() || route.meter().isPresent() ? "most" : "exact");
        route.quota()
                .ifPresent(quota -> item.put(
                        "quota",
                        JsonObject.builder()
                                .put("free", quota.free())
                                .put("everySeconds", quota.every().toSeconds())
                                .build()));
        return item.put("flow", route.flow().name().toLowerCase(Locale.ROOT))
                .put("extensions", extensions(route))
                .build();
    }

    /** What a challenge of the route carries, without what only a challenge can say. */
    private static JsonObject extensions(Route route) {
        var info = JsonObject.builder()
                .put("binding", route.binding().name().toLowerCase(Locale.ROOT))
                .build();
        var extensions = JsonObject.builder()
                .put(Echo.NAME, JsonObject.builder().put("info", info).build());
        route.identifier().ifPresent(rule -> extensions.put(IdentifierExtension.NAME, IdentifierExtension.of(rule)));
        return extensions.build();
    }
}
