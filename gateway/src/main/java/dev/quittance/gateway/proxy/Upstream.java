package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.RequestTarget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** The proxy towards the one upstream: streams both ways on the event loop, whatever was paid or is free. */
public final class Upstream {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final HttpClient client;
    private final URI origin;
    private final Vertx vertx;
    private final long idleTimeoutMs;
    private final long answerTimeoutMs;

    public Upstream(Vertx vertx, URI origin, UpstreamConfig config) {
        this.origin = origin;
        this.vertx = vertx;
        idleTimeoutMs = config.idleTimeout().toMillis();
        answerTimeoutMs = config.answerTimeout().toMillis();
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(config.connectionsMax())
                .setMaxWaitQueueSize(config.waitingMax())
                .setMaxHeaderSize(config.headerBytesMax())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) idleTimeoutMs)
                .setDecompressionSupported(false));
    }

    /** Forwards a request that costs nothing, body and answer as they flow. */
    public void forward(HttpServerRequest request, RequestTarget target) {
        // Upgraded connections would bypass the interceptor, and with it every rule about headers.
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(context -> client.request(options(context, target)))
                .addInterceptor(new Crossing(target))
                .handle(request);
    }

    /**
     * Asks for what was paid, whether or not the client is still there.
     *
     * @param loop the context that the request came in on
     */
    public Future<UpstreamAnswer> ask(Context loop, HttpServerRequest request, RequestTarget target, PaidRequest paid) {
        Promise<UpstreamAnswer> answer = Promise.promise();
        var options = options(request.method(), target);
        boolean uploads = paid.body() instanceof PricedBody.Streaming;
        loop.runOnContext(_ -> new PaidExchange(vertx, loop, request, paid, answerTimeoutMs)
                .run(client, uploads ? options : options.setIdleTimeout(idleTimeoutMs))
                .onComplete(answer));
        return answer.future();
    }

    private RequestOptions options(ProxyContext context, RequestTarget target) {
        var options = options(context.request().getMethod(), target);
        // A long upload keeps the upstream silent for good reason; there only the connection's own idle time counts.
        boolean uploads = context.request().getBody() != null
                && context.request().getBody().length() != 0;
        return uploads ? options : options.setIdleTimeout(idleTimeoutMs);
    }

    private RequestOptions options(HttpMethod method, RequestTarget target) {
        boolean tls = "https".equals(origin.getScheme());
        int port = origin.getPort() > 0 ? origin.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        return new RequestOptions()
                .setMethod(method)
                .setHost(origin.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(target.uri());
    }

    /** One free request's way there and back. */
    private record Crossing(RequestTarget target) implements ProxyInterceptor {

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            var request = context.request();
            var received = request.proxiedRequest();
            ForwardedHeaders.cleanRequest(request.headers());
            request.setURI(target.uri());
            ForwardedHeaders.introduce(request.headers(), received);
            if (!Framing.hasBody(received.headers())) {
                request.setBody(null);
            }
            return context.sendRequest()
                    .compose(Crossing::requirePlainFraming)
                    .recover(failure -> Future.succeededFuture(failed(context, failure)));
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            ForwardedHeaders.cleanResponse(context.response().headers());
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
}
