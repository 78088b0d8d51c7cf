package dev.quittance.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;

/** What a client is told of an upstream's answer, where its framing is ours. */
final class ResponseHeaders {
    private ResponseHeaders() {}

    /** Those that cross; an answer in a coding that cannot be read fails, and its exchange is reset. */
    static Future<MultiMap> of(HttpClientResponse response) {
        if (!Framing.isPlain(response.headers())) {
            response.request().reset();
            return Future.failedFuture("the upstream's transfer coding is not supported");
        }
        var headers = MultiMap.caseInsensitiveMultiMap().addAll(response.headers());
        ForwardedHeaders.cleanResponse(headers);
        return Future.succeededFuture(headers.remove("Transfer-Encoding"));
    }
}
