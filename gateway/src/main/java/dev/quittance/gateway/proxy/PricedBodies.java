package dev.quittance.gateway.proxy;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.protocol.Bytes32;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Takes the bodies of priced requests: whole while they are small, unread under a declared hash when they are large, of unknown
 * length, or wait to be asked for.
 */
public final class PricedBodies {
    /** Longest time that a body is read to be thrown away. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final BodySpool spool;
    private final long wholeMax;
    private final long streamedMax;

    /**
     * Limits of bodies.
     *
     * @param wholeMax largest body that is read whole, in bytes
     * @param streamedMax largest body under a declared hash, in bytes
     * @param timeout longest time that a body may take that is read whole
     */
    public PricedBodies(Vertx vertx, long wholeMax, long streamedMax, Duration timeout) {
        this.vertx = vertx;
        this.wholeMax = wholeMax;
        this.streamedMax = streamedMax;
        spool = new BodySpool(vertx, timeout);
    }

    /**
     * The body, or a {@link BodyRefusedException}.
     *
     * @param routeMax largest body of the route, in bytes; what is read whole keeps its own limit
     */
    public Future<PricedBody> read(HttpServerRequest request, OptionalLong routeMax) {
        try {
            long max = routeMax.orElse(streamedMax);
            return take(request, Math.min(wholeMax, max), max);
        } catch (BodyRefusedException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<PricedBody> take(HttpServerRequest request, long wholeMax, long streamedMax) {
        var headers = request.headers();
        var declared = ContentDigest.sha256(headers);
        long length = Framing.declaredLength(headers);
        boolean waits = Framing.expectsContinue(headers) && Framing.hasBody(headers);
        if (declared.isEmpty()) {
            if (length > wholeMax) {
                throw tooLarge(wholeMax, streamedMax);
            }
            if (waits) {
                // 417 makes clients send the request again without the expectation (RFC 9110 §10.1.1).
                throw new BodyRefusedException(
                        417, "content_digest_required", "A body that waits to be asked for needs Content-Digest.");
            }
            return spool.read(request, wholeMax).map(PricedBody.Whole::new);
        }
        if (length > streamedMax) {
            throw tooLarge(wholeMax, streamedMax);
        }
        boolean whole = !waits && (length >= 0 || !Framing.hasBody(headers)) && length <= wholeMax;
        if (!whole) {
            request.pause();
            // Whoever does not read it must not take the rest of it for the next request.
            if (request.version() != HttpVersion.HTTP_2) {
                request.response().putHeader("Connection", "close");
            }
            return Future.succeededFuture(new PricedBody.Streaming(request, declared.get(), streamedMax));
        }
        return spool.read(request, wholeMax).map(bytes -> matching(new PricedBody.Whole(bytes), declared.get()));
    }

    private static PricedBody matching(PricedBody.Whole body, Bytes32 declared) {
        if (!body.sha256().equals(declared)) {
            throw BodyRefusedException.mismatch();
        }
        return body;
    }

    /**
     * Sends an answer. Where a body is under way that nobody reads, the connection ends with it; the client gets to read the
     * answer first, because what it sends is taken off its hands for a while.
     */
    public void answer(HttpServerRequest request, Answer answer) {
        var response = request.response();
        boolean unread = Framing.hasBody(request.headers()) && !request.isEnded();
        if (!unread) {
            answer.send(response);
            return;
        }
        var last = answer.closing();
        boolean waits = Framing.expectsContinue(request.headers());
        if (waits || HttpMethod.HEAD.equals(request.method()) || response.ended() || response.closed()) {
            last.send(response);
            return;
        }
        last.sendButEnd(response);
        discard(request);
    }

    private void discard(HttpServerRequest request) {
        Promise<Void> done = Promise.promise();
        long timer = vertx.setTimer(LINGER.toMillis(), _ -> done.tryComplete());
        long[] bytes = {0};
        request.exceptionHandler(_ -> done.tryComplete());
        request.endHandler(_ -> done.tryComplete());
        request.handler(chunk -> {
            bytes[0] += chunk.length();
            if (bytes[0] > wholeMax) {
                done.tryComplete();
            }
        });
        request.resume();
        done.future().onComplete(_ -> {
            vertx.cancelTimer(timer);
            request.handler(null);
            if (!request.response().ended() && !request.response().closed()) {
                request.response().end();
            }
        });
    }

    private static BodyRefusedException tooLarge(long wholeMax, long streamedMax) {
        return new BodyRefusedException(
                413,
                "body_too_large",
                "The body of a priced request has at most " + wholeMax + " bytes, or " + streamedMax
                        + " where Content-Digest declares its hash.");
    }
}
