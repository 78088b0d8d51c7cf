package dev.quittance.gateway.proxy;

import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

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

    PaidExchange(Vertx vertx, Context loop, HttpServerRequest request, PaidRequest paid, long answerTimeoutMs) {
        this.vertx = vertx;
        this.loop = loop;
        this.request = request;
        this.paid = paid;
        this.answerTimeoutMs = answerTimeoutMs;
    }

    /** Runs on the request's event loop. */
    Future<UpstreamAnswer> run(HttpClient client, RequestOptions options) {
        return client.request(options)
                .compose(this::send)
                .recover(failure -> Future.succeededFuture(new UpstreamAnswer.Broken(Failures.answer(failure))));
    }

    private Future<UpstreamAnswer> send(HttpClientRequest outbound) {
        // What fails is told by the answer's future; without this it would be told to the log as well.
        outbound.exceptionHandler(_ -> {});
        writeHeaders(outbound);
        return switch (paid.body()) {
            case PricedBody.Whole(var bytes) ->
                (bytes.length() == 0 ? outbound.send() : outbound.send(bytes)).compose(this::read);
            case PricedBody.Streaming streaming -> stream(outbound, streaming);
        };
    }

    private void writeHeaders(HttpClientRequest outbound) {
        var headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        ForwardedHeaders.cleanRequest(headers);
        headers.remove("Host").remove("Content-Length").remove("Transfer-Encoding");
        outbound.headers().addAll(headers);
        ForwardedHeaders.introduce(outbound.headers(), request);
        outbound.putHeader("Idempotency-Key", paid.paymentId().toString());
        outbound.putHeader(ForwardedHeaders.PAYMENT_ID, paid.paymentId().toString());
        boolean bodyless = paid.body() instanceof PricedBody.Whole(var bytes) && bytes.length() == 0;
        if (bodyless && request.headers().contains("Content-Length")) {
            outbound.putHeader("Content-Length", "0");
        }
    }

    private Future<UpstreamAnswer> stream(HttpClientRequest outbound, PricedBody.Streaming streaming) {
        long length = Framing.declaredLength(request.headers());
        if (length >= 0) {
            outbound.putHeader("Content-Length", Long.toString(length));
        } else {
            outbound.setChunked(true);
        }
        var body = streaming.open();
        Promise<UpstreamAnswer> answer = Promise.promise();
        outbound.response().compose(this::read).onComplete(read -> {
            if (read.succeeded()) {
                answer.tryComplete(read.result());
            } else {
                answer.tryFail(read.cause());
            }
        });
        body.pipe().endOnFailure(false).to(outbound).onFailure(_ -> {
            // A reset, never a clean end: the upstream must not take what it got for the whole.
            answer.tryComplete(new UpstreamAnswer.BodyRefused());
            outbound.reset();
        });
        return answer.future();
    }

    private Future<UpstreamAnswer> read(HttpClientResponse response) {
        response.pause();
        if (!Framing.isPlain(response.headers())) {
            response.request().reset();
            return Future.failedFuture("the upstream's transfer coding is not supported");
        }
        var headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
        ForwardedHeaders.cleanResponse(headers);
        headers.remove("Transfer-Encoding");
        PaidCaching.keepPrivate(headers);
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
            whole.tryComplete(
                    new UpstreamAnswer.Whole(new PaidAnswer(response.statusCode(), list(headers), body.getBytes())));
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
        return new UpstreamAnswer.Flowing(new FlowingAnswer(loop, response, list(headers), first));
    }

    /** Whether Content-Length says what follows, rather than what a GET would have got (RFC 9110 §8.6). */
    private boolean hasContent(HttpClientResponse response) {
        return !request.method().equals(HttpMethod.HEAD) && response.statusCode() != 304;
    }

    private static List<Header> list(MultiMap headers) {
        var list = new ArrayList<Header>();
        headers.forEach(entry -> list.add(new Header(entry.getKey(), entry.getValue())));
        return list;
    }
}
