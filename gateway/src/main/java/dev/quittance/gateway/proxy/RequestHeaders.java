package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.HeaderEdits;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;

/** What an upstream is told of a client's request, where its framing is ours. */
final class RequestHeaders {
    private RequestHeaders() {}

    static void copy(HttpServerRequest request, HttpClientRequest outbound, HeaderEdits edits) {
        var headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        ForwardedHeaders.cleanRequest(headers);
        headers.remove("Host").remove("Content-Length").remove("Transfer-Encoding");
        outbound.headers().addAll(headers);
        ForwardedHeaders.introduce(outbound.headers(), request);
        HeaderRules.apply(edits, outbound.headers());
    }
}
