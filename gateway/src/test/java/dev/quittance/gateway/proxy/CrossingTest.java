package dev.quittance.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What crosses, and in which versions of HTTP. */
class CrossingTest extends ProxyTestCase {

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void streamsBothWaysWithTrailers(boolean http2Client, boolean http2Upstream) throws Exception {
        // Given an upstream that answers each piece at once
        var version = new CompletableFuture<HttpVersion>();
        var echo = server(0, request -> {
            version.complete(request.version());
            request.response().setChunked(true).putHeader("Trailer", "Checksum");
            request.handler(request.response()::write);
            request.endHandler(_ -> {
                request.response().putTrailer("Checksum", "abc").putTrailer("Set-Cookie", "a=b");
                request.response().end("!");
            });
        });
        var front = front(group(http2Upstream, Optional.empty(), echo));
        var outbound =
                request(front, http2Client, HttpMethod.POST).setChunked(true).putHeader("TE", "trailers");
        var got = Buffer.buffer();
        var ended = new CompletableFuture<String>();

        // When a piece is sent only after the one before came back
        outbound.response().onSuccess(response -> {
            response.handler(piece -> {
                got.appendBuffer(piece);
                if (got.toString().equals("one")) {
                    outbound.end("two");
                }
            });
            response.endHandler(_ -> ended.complete(response.trailers().toString()));
        });
        outbound.write("one");

        // Then
        String trailers = ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(got.toString()).isEqualTo("onetwo!");
        assertThat(trailers.toLowerCase(java.util.Locale.ROOT))
                .contains("checksum")
                .doesNotContain("set-cookie");
        assertThat(version).isCompletedWithValue(http2Upstream ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
    }

    @Test
    void keepsTrailersFromClientsThatDoNotReadThem() throws Exception {
        // Given
        var upstream = server(0, request -> {
            request.response().setChunked(true).putTrailer("Checksum", "abc");
            request.response().end("sunny");
        });
        var outbound = request(front(group(upstream)), false, HttpMethod.GET);

        // When
        var response = await(outbound.send().compose(answer -> answer.body().map(answer)));

        // Then
        assertThat(response.trailers().isEmpty()).isTrue();
    }

    @Test
    void passesEventsOnAsTheyHappen() throws Exception {
        // Given
        var waiting = new CompletableFuture<HttpServerRequest>();
        var upstream = server(0, request -> {
            request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
            request.response().write("data: 1\n\n");
            waiting.complete(request);
        });

        // When
        var response =
                client.send(HttpRequest.newBuilder(front(group(upstream))).build(), BodyHandlers.ofInputStream());

        // Then the first event is here while the answer goes on
        try (var body = response.body()) {
            assertThat(new String(body.readNBytes(9), StandardCharsets.US_ASCII))
                    .isEqualTo("data: 1\n\n");
            waiting.get().response().end("data: 2\n\n");
            assertThat(new String(body.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("data: 2\n\n");
        }
    }

    @Test
    void leavesRangesAndConditionsToTheUpstream() throws Exception {
        // Given
        var upstream = server(0, request -> {
            if (request.getHeader("If-None-Match") != null) {
                request.response()
                        .setStatusCode(304)
                        .putHeader("ETag", "\"v1\"")
                        .end();
            } else {
                request.response()
                        .setStatusCode(206)
                        .putHeader("Content-Range", "bytes 1-2/5")
                        .end("un");
            }
        });
        var front = front(group(upstream));

        // When
        var part = send(HttpRequest.newBuilder(front).header("Range", "bytes=1-2"));
        var unchanged = send(HttpRequest.newBuilder(front).header("If-None-Match", "\"v1\""));

        // Then
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 1-2/5");
        assertThat(part.body()).isEqualTo("un");
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.headers().firstValue("ETag")).hasValue("\"v1\"");
    }

    @Test
    void tellsTheLengthOfWhatHeadDoesNotBring() throws Exception {
        // Given
        var upstream = server(
                0,
                request -> request.response().putHeader("Content-Length", "5").end());

        // When
        var response = send(HttpRequest.newBuilder(front(group(upstream))).HEAD());

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("5");
    }

    @Test
    void joinsWebSocketsAndEndsBothTogether() throws Exception {
        // Given an upstream that says everything twice, and knows no secrets
        var closed = new CompletableFuture<String>();
        var upstream = listening(
                vertx.createHttpServer().webSocketHandler(socket -> {
                    assertThat(socket.headers().contains("PAYMENT-SIGNATURE")).isFalse();
                    socket.textMessageHandler(text -> socket.writeTextMessage(text + text));
                    socket.closeHandler(_ -> closed.complete("closed"));
                    if (socket.path().equals("/leaving")) {
                        socket.textMessageHandler(_ -> socket.close());
                    }
                }),
                0);
        var front = front(group(upstream));

        // When
        var words = new Words();
        var socket = socket(front.resolve("/staying"), words);
        socket.sendText("ab", true).join();
        String answer = words.text.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        socket.abort();
        var leaving = new Words();
        socket(front.resolve("/leaving"), leaving).sendText("x", true).join();

        // Then
        assertThat(answer).isEqualTo("abab");
        assertThat(closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("closed");
        assertThat(leaving.end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void passesOnTheAnswerOfAnUpstreamThatDoesNotUpgrade() throws Exception {
        // Given
        var upstream =
                server(0, request -> request.response().setStatusCode(403).end("no"));
        var front = front(group(upstream));

        // When
        var outbound = request(front, false, HttpMethod.GET);
        outbound.putHeader("Connection", "Upgrade").putHeader("Upgrade", "websocket");
        var answer = await(outbound.send()
                .compose(response -> response.body().map(body -> response.statusCode() + " " + body)));

        // Then
        assertThat(answer).isEqualTo("403 no");
    }

    private WebSocket socket(URI address, WebSocket.Listener listener) throws Exception {
        return client.newWebSocketBuilder()
                .header("PAYMENT-SIGNATURE", "secret")
                .buildAsync(URI.create("ws://localhost:" + address.getPort() + address.getPath()), listener)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private HttpClientRequest request(URI front, boolean http2, HttpMethod method) throws Exception {
        var options = new HttpClientOptions().setHttp2ClearTextUpgrade(false);
        if (http2) {
            options.setProtocolVersion(HttpVersion.HTTP_2);
        }
        return await(vertx.createHttpClient(options).request(method, front.getPort(), "localhost", "/a"));
    }

    private static final class Words implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return CompletableFuture.completedStage(ByteBuffer.allocate(0));
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            end.complete("closed " + status);
            return CompletableFuture.completedStage(status);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end.complete("error " + error);
        }
    }
}
