package dev.quittance.gateway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.streams.ReadStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream adds after its answer's content, for clients that say they read it. Those of requests do not cross: neither
 * the server tells them nor could the client send them.
 */
final class Trailers {
    /** What decides how a message is framed, routed, stored or trusted has to come before it (RFC 9110 §6.5.1). */
    private static final Set<String> NEVER = Set.of(
            "age",
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "date",
            "expires",
            "host",
            "keep-alive",
            "location",
            "proxy-authenticate",
            "proxy-connection",
            "retry-after",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "vary",
            "www-authenticate");

    private Trailers() {}

    /** Whether the client keeps trailers apart from headers (RFC 9110 §10.1.4). */
    static boolean areWanted(HttpServerRequest client) {
        String te = client.getHeader("TE");
        return te != null && te.toLowerCase(Locale.ROOT).contains("trailers");
    }

    /** The content of an upstream's answer, whose trailers are the client's before it ends. */
    static ReadStream<Buffer> passing(ReadStream<Buffer> content, HttpServerResponse client) {
        return content instanceof HttpClientResponse answer ? new Passing(answer, client) : content;
    }

    private static void copy(MultiMap trailers, HttpServerResponse client) {
        ForwardedHeaders.cleanResponse(trailers);
        trailers.forEach(trailer -> {
            if (!NEVER.contains(trailer.getKey().toLowerCase(Locale.ROOT))) {
                client.trailers().add(trailer.getKey(), trailer.getValue());
            }
        });
    }

    private record Passing(HttpClientResponse answer, HttpServerResponse client) implements ReadStream<Buffer> {

        @Override
        public Passing handler(@Nullable Handler<Buffer> handler) {
            answer.handler(handler);
            return this;
        }

        @Override
        public Passing endHandler(@Nullable Handler<Void> handler) {
            answer.endHandler(
                    handler == null
                            ? null
                            : _ -> {
                                copy(answer.trailers(), client);
                                handler.handle(null);
                            });
            return this;
        }

        @Override
        public Passing exceptionHandler(@Nullable Handler<Throwable> handler) {
            answer.exceptionHandler(handler);
            return this;
        }

        @Override
        public Passing pause() {
            answer.pause();
            return this;
        }

        @Override
        public Passing resume() {
            answer.resume();
            return this;
        }

        @Override
        public Passing fetch(long amount) {
            answer.fetch(amount);
            return this;
        }
    }
}
