package dev.quittance.facilitator.request;

import dev.quittance.protocol.x402.ErrorReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Reads bodies up to the configured length. A body is gathered on the event loop, where it arrives, before a virtual thread
 * begins to work on the request: none ever waits for a caller who sends slowly.
 */
@Singleton
public final class RequestReader {
    /** After the limit on what is drained, before every resource. */
    private static final int ORDER = 0;

    private final int bodyBytesMax;

    RequestReader(RequestConfig config) {
        this.bodyBytesMax = config.bodyBytesMax();
    }

    void register(@Observes Router router) {
        router.post().order(ORDER).handler(this::gather);
    }

    /** Keeps no more than shows that the body is too long; the rest passes by, so that the refusal can be read. */
    private void gather(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            int wanted = Math.min(chunk.length(), bodyBytesMax + 1 - body.length());
            body.appendBuffer(chunk, 0, wanted);
        });
        request.endHandler(_ -> {
            ((RoutingContextInternal) context).setBody(body);
            context.next();
        });
        request.resume();
    }

    /**
     * Reads a whole body.
     *
     * @throws RefusedRequestException when it is too long or cannot be understood
     */
    PaymentRequest read(byte[] body) throws RefusedRequestException {
        if (body.length > bodyBytesMax) {
            throw new RefusedRequestException(
                    413, ErrorReason.INVALID_PAYLOAD, "the body is longer than " + bodyBytesMax + " bytes");
        }
        return PaymentRequest.parse(body);
    }
}
