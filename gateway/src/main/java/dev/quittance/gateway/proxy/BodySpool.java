package dev.quittance.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Reads the body of a priced request whole, within a size and a time. */
final class BodySpool {
    private final Vertx vertx;
    private final long timeoutMs;

    BodySpool(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        this.timeoutMs = timeout.toMillis();
    }

    /** The body, or a {@link BodyRefusedException}; after a refusal the connection is not to be used again. */
    Future<Buffer> read(HttpServerRequest request, long bytesMax) {
        if (!Framing.hasBody(request.headers())) {
            return Future.succeededFuture(Buffer.buffer());
        }
        if (Framing.declaredLength(request.headers()) > bytesMax) {
            return Future.failedFuture(tooLarge(bytesMax));
        }
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        long timer = vertx.setTimer(
                timeoutMs, _ -> whole.tryFail(new BodyRefusedException(408, "body_timeout", "The body is too slow.")));
        request.exceptionHandler(
                failure -> whole.tryFail(new BodyRefusedException(400, "body_broken", "The body broke off.")));
        request.handler(chunk -> {
            if (body.length() + chunk.length() > bytesMax) {
                request.handler(null);
                whole.tryFail(tooLarge(bytesMax));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> whole.tryComplete(body));
        request.resume();
        return whole.future().onComplete(_ -> vertx.cancelTimer(timer));
    }

    private static BodyRefusedException tooLarge(long bytesMax) {
        return new BodyRefusedException(
                413, "body_too_large", "The body of a priced request has at most " + bytesMax + " bytes.");
    }
}
