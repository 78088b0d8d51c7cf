package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.HeaderEdits;
import dev.quittance.gateway.route.RequestTarget;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;

/** One free request's way there and back. */
record Crossing(RequestTarget target, HeaderEdits asked, HeaderEdits answered, Exchanges exchanges, Tries tries)
        implements ProxyInterceptor {

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        var request = context.request();
        var received = request.proxiedRequest();
        ForwardedHeaders.cleanRequest(request.headers());
        request.setURI(target.uri());
        ForwardedHeaders.introduce(request.headers(), received);
        HeaderRules.apply(asked, request.headers());
        boolean bodyless = !Framing.hasBody(received.headers());
        if (bodyless) {
            request.setBody(null);
        }
        boolean repeatable = bodyless && Repeatable.METHODS.contains(request.getMethod());
        return send(context, repeatable)
                .compose(Crossing::requirePlainFraming)
                .recover(failure -> Future.succeededFuture(failed(context, failure)));
    }

    private Future<ProxyResponse> send(ProxyContext context, boolean repeatable) {
        var sent = context.sendRequest();
        return repeatable
                ? sent.recover(failure ->
                        exchanges.again(failure, tries, context.request().proxiedRequest())
                                ? send(context, true)
                                : Future.failedFuture(failure))
                : sent;
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        var response = context.response();
        ForwardedHeaders.cleanResponse(response.headers());
        HeaderRules.apply(answered, response.headers());
        var client = context.request().proxiedRequest();
        if (Trailers.areWanted(client) && response.getBody() != null) {
            var body = response.getBody();
            response.setBody(Body.body(Trailers.passing(body.stream(), client.response()), body.length()));
        }
        try {
            return context.sendResponse();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** Any other coding would be answered behind this interceptor's back. */
    private static Future<ProxyResponse> requirePlainFraming(ProxyResponse response) {
        return Framing.isPlain(response.headers())
                ? Future.succeededFuture(response)
                : Future.failedFuture("the upstream's transfer coding is not supported");
    }

    private static ProxyResponse failed(ProxyContext context, Throwable failure) {
        var answer = Failures.problem(failure);
        var response = context.request().response().setStatusCode(answer.status());
        response.putHeader("Content-Type", answer.contentType());
        answer.headers().forEach(response::putHeader);
        return response.setBody(Body.body(Buffer.buffer(answer.body())));
    }
}
