package dev.quittance.gateway.proxy;

import dev.quittance.gateway.delivery.PaidAnswer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One paid request and its answer. The client's connection plays no part in it: what was paid for is fetched to its end, even
 * when the client is gone, because it will ask again.
 */
final class PaidExchange {
    private final Vertx vertx;
    private final Context loop;
    private final HttpServerRequest request;
    private final PaidRequest paid;
    private final long answerTimeoutMs;
    private final boolean upgrades;

    /** @param upgrades whether the client asks for a WebSocket, and may have it */
    PaidExchange(
            Vertx vertx,
            Context loop,
            HttpServerRequest request,
            PaidRequest paid,
            long answerTimeoutMs,
            boolean upgrades) {
        this.vertx = vertx;
        this.loop = loop;
        this.request = request;
        this.paid = paid;
        this.answerTimeoutMs = answerTimeoutMs;
        this.upgrades = upgrades;
    }

    /** Runs on the request's event loop. */
    Future<UpstreamAnswer> run(Exchanges exchanges, Tries tries, Supplier<Future<HttpClientRequest>> open) {
        return attempt(exchanges, tries, open)
                .compose(this::read)
                .recover(failure -> Future.succeededFuture(
                        failure instanceof BodyNotSentException
                                ? new UpstreamAnswer.BodyRefused()
                                : new UpstreamAnswer.Broken(Failures.answer(failure))));
    }

    /** What may reach the upstream twice is sent again when a server breaks off before it answers, under the same key. */
    private Future<HttpClientResponse> attempt(
            Exchanges exchanges, Tries tries, Supplier<Future<HttpClientRequest>> open) {
        var sent = open.get().compose(this::send);
        boolean repeatable = paid.body() instanceof PricedBody.Whole
                && paid.route().isIdempotent(request.method().name());
        return repeatable
                ? sent.recover(failure -> exchanges.again(failure, tries, request)
                        ? attempt(exchanges, tries, open)
                        : Future.failedFuture(failure))
                : sent;
    }

    private Future<HttpClientResponse> send(HttpClientRequest outbound) {
        // What fails is told by the answer's future; without this it would be told to the log as well.
        outbound.exceptionHandler(_ -> {});
        writeHeaders(outbound);
        if (upgrades) {
            return Tunnel.ask(outbound).map(PaidExchange::paused);
        }
        return switch (paid.body()) {
            case PricedBody.Whole(var bytes) ->
                (bytes.length() == 0 ? outbound.send() : outbound.send(bytes)).map(PaidExchange::paused);
            case PricedBody.Streaming streaming -> stream(outbound, streaming);
        };
    }

    private static HttpClientResponse paused(HttpClientResponse response) {
        return Tunnel.isOpen(response) ? response : response.pause();
    }

    private void writeHeaders(HttpClientRequest outbound) {
        RequestHeaders.copy(request, outbound, paid.route().requestHeaders());
        outbound.putHeader("Idempotency-Key", paid.paymentId().toString());
        outbound.putHeader(ForwardedHeaders.PAYMENT_ID, paid.paymentId().toString());
        boolean bodyless = paid.body() instanceof PricedBody.Whole(var bytes) && bytes.length() == 0;
        if (bodyless && request.headers().contains("Content-Length")) {
            outbound.putHeader("Content-Length", "0");
        }
    }

    private Future<HttpClientResponse> stream(HttpClientRequest outbound, PricedBody.Streaming streaming) {
        long length = Framing.declaredLength(request.headers());
        if (length >= 0) {
            outbound.putHeader("Content-Length", Long.toString(length));
        } else {
            outbound.setChunked(true);
        }
        Promise<HttpClientResponse> answer = Promise.promise();
        outbound.response().map(PaidExchange::paused).onComplete(response -> {
            if (response.succeeded()) {
                answer.tryComplete(response.result());
            } else {
                answer.tryFail(response.cause());
            }
        });
        streaming.open().pipe().endOnFailure(false).to(outbound).onFailure(_ -> {
            // A reset, never a clean end: the upstream must not take what it got for the whole.
            answer.tryFail(new BodyNotSentException());
            outbound.reset();
        });
        return answer.future();
    }

    private Future<UpstreamAnswer> read(HttpClientResponse response) {
        return ResponseHeaders.of(response).compose(headers -> read(response, headers));
    }

    private Future<UpstreamAnswer> read(HttpClientResponse response, MultiMap headers) {
        HeaderRules.apply(paid.route().responseHeaders(), headers);
        PaidCaching.keepPrivate(headers);
        if (upgrades && Tunnel.isOpen(response)) {
            return Future.succeededFuture(flowing(response, headers, Buffer.buffer()));
        }
        boolean tooLarge = hasContent(response) && Framing.declaredLength(headers) > paid.keptBytesMax();
        if (paid.keptBytesMax() == 0 || tooLarge) {
            return Future.succeededFuture(flowing(response, headers, Buffer.buffer()));
        }
        return collect(response, headers);
    }

    private Future<UpstreamAnswer> collect(HttpClientResponse response, MultiMap headers) {
        Promise<UpstreamAnswer> whole = Promise.promise();
        var body = Buffer.buffer();
        long timer = vertx.setTimer(answerTimeoutMs, _ -> {
            whole.tryFail(new TimeoutException("the answer takes too long"));
            response.request().reset();
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(_ -> {
            if (hasContent(response)) {
                headers.remove("Content-Length");
            }
            whole.tryComplete(new UpstreamAnswer.Whole(
                    new PaidAnswer(response.statusCode(), FlowingAnswer.list(headers), body.getBytes())));
        });
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > paid.keptBytesMax()) {
                response.pause();
                response.handler(null).endHandler(null);
                whole.tryComplete(flowing(response, headers, body));
            }
        });
        response.resume();
        return whole.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    private UpstreamAnswer flowing(HttpClientResponse response, MultiMap headers, Buffer first) {
        return new UpstreamAnswer.Flowing(
                new FlowingAnswer(loop, request, response, FlowingAnswer.list(headers), first));
    }

    /** Whether Content-Length says what follows, rather than what a GET would have got (RFC 9110 §8.6). */
    private boolean hasContent(HttpClientResponse response) {
        return !request.method().equals(HttpMethod.HEAD) && response.statusCode() != 304;
    }

    /** The client's body was not the one that it declared, or broke off. */
    private static final class BodyNotSentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BodyNotSentException() {
            super("the body was not sent to its end", null, false, false);
        }
    }
}
