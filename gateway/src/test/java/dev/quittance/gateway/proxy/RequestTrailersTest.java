package dev.quittance.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a client says after its body ends with the gateway: nobody has judged it, so it is neither header nor trailer to anybody. */
class RequestTrailersTest extends ProxyTestCase {

    @Test
    void endHere() throws Exception {
        // Given an upstream that takes down every byte
        var seen = new CompletableFuture<String>();
        var raw = vertx.createNetServer().connectHandler(socket -> {
            var all = Buffer.buffer();
            socket.handler(bytes -> {
                all.appendBuffer(bytes);
                if (all.toString().endsWith("0\r\n\r\n")) {
                    seen.complete(all.toString());
                    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsunny");
                }
            });
        });
        var upstream = URI.create(
                "http://localhost:" + await(raw.listen(0, "localhost")).actualPort());
        var front = front(group(upstream));

        // When
        String answer;
        try (var socket = new Socket(front.getHost(), front.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write("""
                    POST /a HTTP/1.1
                    Host: localhost
                    TE: trailers
                    Trailer: X-Payment-Id, Checksum
                    Connection: TE
                    Connection: close
                    Transfer-Encoding: chunked

                    5
                    hello
                    0
                    X-Payment-Id: forged
                    Checksum: abc
                    Content-Length: 40
                    Transfer-Encoding: chunked
                    X-Original-URL: /dear

                    """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }

        // Then
        String request = seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).toLowerCase(Locale.ROOT);
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("sunny");
        assertThat(request)
                .endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
                .containsOnlyOnce("transfer-encoding: chunked")
                .doesNotContain("\r\nte:", "\r\ntrailer:", "forged", "checksum", "content-length", "/dear");
    }
}
