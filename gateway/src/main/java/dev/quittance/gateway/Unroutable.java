package dev.quittance.gateway;

import dev.quittance.gateway.answer.Answer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;

/** The router fails requests without host or path before any route sees them: they are refused like others, and not logged as faults. */
@ApplicationScoped
final class Unroutable {
    private static final int BEFORE_ALL = -10_000;
    private static final int BAD_REQUEST = 400;

    void open(@Observes Router router) {
        router.route().order(BEFORE_ALL).failureHandler(Unroutable::refuse);
    }

    private static void refuse(RoutingContext context) {
        var request = context.request();
        Optional<Answer> refusal = context.statusCode() == BAD_REQUEST ? refusal(request) : Optional.empty();
        refusal.ifPresentOrElse(answer -> answer.closing().send(request.response()), context::next);
    }

    private static Optional<Answer> refusal(HttpServerRequest request) {
        if (request.authority() == null) {
            return Optional.of(Answer.problem(BAD_REQUEST, "malformed_host", "Expected a Host header."));
        }
        String path = request.path();
        return path == null || path.isEmpty()
                ? Optional.of(Answer.problem(BAD_REQUEST, "malformed_target", "Expected a path."))
                : Optional.empty();
    }
}
