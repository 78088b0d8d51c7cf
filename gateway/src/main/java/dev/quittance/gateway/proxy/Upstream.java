package dev.quittance.gateway.proxy;

import dev.quittance.gateway.answer.Answer;
import dev.quittance.gateway.proxy.PricedBody.Whole;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.protocol.x402.PaymentHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The proxy towards the one upstream: streams both ways on the event loop, whatever was paid or is free. */
public final class Upstream {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final HttpClient client;
    private final URI origin;
    private final long idleTimeoutMs;

    public Upstream(Vertx vertx, URI origin, UpstreamConfig config) {
        this.origin = origin;
        idleTimeoutMs = config.idleTimeout().toMillis();
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
        proxy(request, target, new Crossing(target, Optional.empty()));
    }

    /** Forwards a paid request with the body that was priced, and tells how it ended. */
    public void forward(HttpServerRequest request, RequestTarget target, PaidRequest paid) {
        proxy(request, target, new Crossing(target, Optional.of(paid)));
    }

    private void proxy(HttpServerRequest request, RequestTarget target, Crossing crossing) {
        // Upgraded connections would bypass the interceptor, and with it every rule about headers.
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(context -> client.request(options(context, target)))
                .addInterceptor(crossing)
                .handle(request);
    }

    private RequestOptions options(ProxyContext context, RequestTarget target) {
        boolean tls = "https".equals(origin.getScheme());
        int port = origin.getPort() > 0 ? origin.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        var options = new RequestOptions()
                .setMethod(context.request().getMethod())
                .setHost(origin.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(target.uri());
        // A long upload keeps the upstream silent for good reason; there only the connection's own idle time counts.
        boolean uploads = context.request().getBody() != null
                && context.request().getBody().length() != 0;
        return uploads ? options : options.setIdleTimeout(idleTimeoutMs);
    }

    /** One request's way there and back. */
    private static final class Crossing implements ProxyInterceptor {
        private final RequestTarget target;
        private final Optional<PaidRequest> paid;
        private Optional<DigestedStream> digested = Optional.empty();

        Crossing(RequestTarget target, Optional<PaidRequest> paid) {
            this.target = target;
            this.paid = paid;
        }

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            var request = context.request();
            var received = request.proxiedRequest();
            ForwardedHeaders.cleanRequest(request.headers());
            request.setURI(target.uri());
            request.putHeader("X-Forwarded-For", received.remoteAddress().hostAddress());
            request.putHeader("X-Forwarded-Proto", received.isSSL() ? "https" : "http");
            Optional.ofNullable(received.authority())
                    .ifPresent(authority -> request.putHeader("X-Forwarded-Host", authority.toString()));
            paid.ifPresent(sale -> {
                request.putHeader("Idempotency-Key", sale.paymentId().toString());
                request.putHeader(ForwardedHeaders.PAYMENT_ID, sale.paymentId().toString());
            });
            if (paid.isPresent() || !Framing.hasBody(received.headers())) {
                setBody(request, received, paid.map(PaidRequest::body).orElseGet(() -> new Whole(Buffer.buffer())));
            }
            return context.sendRequest()
                    .compose(Crossing::requirePlainFraming)
                    .recover(failure -> Future.succeededFuture(failed(context, failure)));
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            var response = context.response();
            ForwardedHeaders.cleanResponse(response.headers());
            paid.ifPresent(sale -> {
                response.putHeader(PaymentHeader.PAYMENT_RESPONSE.headerName(), sale.paymentResponse());
                response.putHeader("Cache-Control", "private");
            });
            int status = response.getStatusCode();
            return send(context)
                    .onComplete(sent ->
                            paid.ifPresent(sale -> sale.onEnd().accept(delivery(sent.succeeded(), status))));
        }

        private void setBody(ProxyRequest request, HttpServerRequest received, PricedBody body) {
            switch (body) {
                case Whole(var bytes) -> request.setBody(bytes.length() == 0 ? null : Body.body(bytes));
                case PricedBody.Streaming streaming -> {
                    var stream = streaming.open();
                    digested = Optional.of(stream);
                    request.setBody(Body.body(stream, Framing.declaredLength(received.headers())));
                }
            }
        }

        private static Future<Void> send(ProxyContext context) {
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

        private static Delivery delivery(boolean sent, int status) {
            if (!sent) {
                return new Delivery.CutOff();
            }
            return status >= 400 ? new Delivery.Failed(status) : new Delivery.Complete(status);
        }

        private ProxyResponse failed(ProxyContext context, Throwable failure) {
            boolean lied = digested.filter(DigestedStream::isMismatch).isPresent();
            var answer = lied ? BodyRefusedException.mismatch().answer() : answer(failure);
            var response = context.request().response().setStatusCode(answer.status());
            response.putHeader("Content-Type", answer.contentType());
            answer.headers().forEach(response::putHeader);
            return response.setBody(Body.body(Buffer.buffer(answer.body())));
        }

        private static Answer answer(Throwable failure) {
            return switch (failure) {
                case ConnectionPoolTooBusyException _ -> Answer.problem(503, "upstream_busy", "The upstream is busy.");
                case TimeoutException _ ->
                    Answer.problem(504, "upstream_timeout", "The upstream did not answer in time.");
                default -> Answer.problem(502, "upstream_failed", "The upstream cannot be reached or broke off.");
            };
        }
    }
}
