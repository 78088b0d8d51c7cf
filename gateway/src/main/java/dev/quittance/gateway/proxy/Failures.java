package dev.quittance.gateway.proxy;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.StreamResetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.TimeoutException;

/** The gateway's words for an upstream that gives no answer. */
final class Failures {
    private Failures() {}

    static Answer problem(Throwable failure) {
        return switch (failure) {
            case ConnectionPoolTooBusyException _ -> Answer.problem(503, "upstream_busy", "The upstream is busy.");
            case UpstreamOutException _ ->
                Answer.problem(503, "upstream_unavailable", "No server of the upstream can be reached.");
            case Throwable silence
            when isSilence(silence) -> Answer.problem(504, "upstream_timeout", "The upstream did not answer in time.");
            default -> Answer.problem(502, "upstream_failed", "The upstream cannot be reached or broke off.");
        };
    }

    /** Whether it was given up because nothing came for too long. */
    static boolean isSilence(Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof StreamResetException reset && reset.getCause() instanceof TimeoutException);
    }

    static PaidAnswer answer(Throwable failure) {
        var problem = problem(failure);
        var headers = new ArrayList<Header>();
        headers.add(new Header("Content-Type", problem.contentType()));
        problem.headers().forEach((name, value) -> headers.add(new Header(name, value.toString())));
        return new PaidAnswer(problem.status(), headers, problem.body().getBytes(StandardCharsets.UTF_8));
    }
}
