package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.limit.Authority;
import dev.quittance.gateway.payment.ShownPayment;
import dev.quittance.gateway.proxy.Framing;
import dev.quittance.gateway.proxy.Http2;
import dev.quittance.gateway.proxy.Upstreams;
import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.gateway.route.HeaderEdits;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.gateway.route.RouteTable.Match;
import dev.quittance.gateway.route.UpstreamGroup;
import dev.quittance.protocol.MalformedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/** Where every request comes in: read without ambiguity, matched, and sent its way. Runs on the event loop. */
@ApplicationScoped
final class Entrance {
    private final CurrentRoutes routes;
    private final Upstreams upstreams;
    private final Till till;
    private final Tracing tracing;

    Entrance(CurrentRoutes routes, Upstreams upstreams, Till till, Tracing tracing) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.till = till;
        this.tracing = tracing;
    }

    void open(@Observes Router router) {
        router.route().handler(this::receive);
    }

    private void receive(RoutingContext routing) {
        var request = routing.request();
        RequestTarget target;
        try {
            target = RequestTarget.parse(request.uri());
        } catch (MalformedException e) {
            refuse(request, Answer.problem(400, "malformed_target", String.valueOf(e.getMessage())));
            return;
        }
        String authority = Http2.host(request).orElse("").toLowerCase(Locale.ROOT);
        if (!Authority.isPlain(authority)) {
            refuse(request, Answer.problem(400, "malformed_host", "Expected one Host header with a name and a port."));
            return;
        }
        if (!Framing.accepts(request)) {
            refuse(request, Answer.problem(400, "malformed_framing", "The transfer coding is not supported."));
            return;
        }
        var table = routes.get();
        switch (table.match(request.method().name(), authority, target)) {
            case Match.Free() -> forward(request, table.upstreams().getFirst(), target);
            case Match.Priced(var route) -> {
                var shown = ShownPayment.of(request.headers());
                if (!(shown instanceof ShownPayment.None) || route.quota().isPresent()) {
                    tracing.begin(routing);
                }
                till.receive(request, shown, authority, target, route);
            }
            case Match.Unknown() -> refuse(request, Answer.problem(404, "not_found", "Nothing is offered here."));
            case Match.OtherHost() ->
                refuse(request, Answer.problem(421, "misdirected_host", "This path is not offered on this host."));
            // A preflight asks what may be asked, and its answer has no content.
            case Match.NotSold _
            when upstreams.takesPreflight(request) ->
                forward(request, preflightFor(table, request, authority, target), target);
            case Match.NotSold(var methods) ->
                refuse(
                        request,
                        Answer.problem(405, "method_not_sold", "This path is not offered for this method.")
                                .withHeader("Allow", String.join(", ", methods)));
        }
    }

    /** The servers that the request would reach which a preflight asks about; they know what they let others ask. */
    private static UpstreamGroup preflightFor(
            RouteTable table, HttpServerRequest request, String authority, RequestTarget target) {
        String method = String.valueOf(request.getHeader("Access-Control-Request-Method"));
        return table.match(method, authority, target) instanceof Match.Priced(var route)
                ? route.upstream()
                : table.upstreams().getFirst();
    }

    private void forward(HttpServerRequest request, UpstreamGroup group, RequestTarget target) {
        Framing.askForBody(request);
        upstreams.of(group).forward(request, target, HeaderEdits.NONE, HeaderEdits.NONE);
    }

    private static void refuse(HttpServerRequest request, Answer answer) {
        answer.closing().send(request.response());
    }
}
