package dev.quittance.gateway.pricelist;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.protocol.MalformedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.regex.Pattern;

/** Answers {@code /.well-known/x402}: what is sold, for how much, and how it is paid. Runs on the event loop. */
@ApplicationScoped
final class PriceListDoor {
    static final String PATH = "/.well-known/x402";

    private static final int FIRST = -1000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    private final CurrentRoutes routes;
    private final boolean enabled;
    private final String cacheControl;
    private volatile PriceList list;

    PriceListDoor(CurrentRoutes routes, PriceListConfig config) {
        this.routes = routes;
        this.list = new PriceList(routes.get());
        this.enabled = config.enabled();
        this.cacheControl = "public, max-age=" + config.cacheable().toSeconds();
    }

    void open(@Observes Router router) {
        if (enabled) {
            router.route(PATH).order(FIRST).handler(this::receive);
        }
    }

    private void receive(RoutingContext context) {
        var request = context.request();
        String method = request.method().name();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            Answer.problem(405, "method_not_allowed", "The price list is only read.")
                    .withHeader("Allow", "GET, HEAD")
                    .send(request.response());
            return;
        }
        try {
            var page = current().page(number(request, "offset", 0, 1_000_000), limit(request));
            answer(request, page);
        } catch (MalformedException e) {
            Answer.problem(400, "malformed_page", String.valueOf(e.getMessage()))
                    .send(request.response());
        }
    }

    private PriceList current() {
        var now = routes.get();
        var known = list;
        if (known.routes() != now) {
            known = new PriceList(now);
            list = known;
        }
        return known;
    }

    private void answer(HttpServerRequest request, PriceList.Page page) {
        var headers = Map.<String, CharSequence>of("Cache-Control", cacheControl, "ETag", page.etag());
        String known = request.getHeader("If-None-Match");
        if (known != null && (known.equals("*") || known.contains(page.etag()))) {
            request.response().setStatusCode(304);
            headers.forEach(request.response()::putHeader);
            request.response().end();
            return;
        }
        new Answer(200, "application/json", headers, page.body()).send(request.response());
    }

    private static int limit(HttpServerRequest request) {
        int limit = number(request, "limit", PriceList.LIMIT_DEFAULT, PriceList.LIMIT_MAX);
        if (limit < 1) {
            throw new MalformedException("limit is 1 to " + PriceList.LIMIT_MAX);
        }
        return limit;
    }

    private static int number(HttpServerRequest request, String name, int absent, int max) {
        String text = request.getParam(name);
        if (text == null) {
            return absent;
        }
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > max) {
            throw new MalformedException(name + " is a number of at most " + max);
        }
        return Integer.parseInt(text);
    }
}
