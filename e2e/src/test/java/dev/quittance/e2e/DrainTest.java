package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is told to end by a real signal, while a download and a paid request are under way. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class DrainTest {
    private static final int PIECE = 50_000;
    private static final String DOWNLOAD = "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String REQUEST = "GET /free HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path folder;

    private final CountDownLatch working = new CountDownLatch(2);
    private final CountDownLatch go = new CountDownLatch(1);
    private HttpServer upstream;
    private SellingGateways shop;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> answer(exchange, "sunny"));
        upstream.createContext("/large", this::large);
        upstream.createContext("/dear", exchange -> {
            stall();
            answer(exchange, "bought");
        });
        upstream.start();
        shop = new SellingGateways();
    }

    @AfterEach
    void stop() {
        go.countDown();
        upstream.stop(0);
        shop.close();
    }

    private void large(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, 2 * PIECE);
            exchange.getResponseBody().write(new byte[PIECE]);
            exchange.getResponseBody().flush();
            stall();
            exchange.getResponseBody().write(new byte[PIECE]);
        }
    }

    private void stall() {
        working.countDown();
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private ServiceProcess gateway(Map<String, String> settings) throws IOException {
        return shop.start(folder, "http://localhost:" + upstream.getAddress().getPort(), settings);
    }

    @Test
    void endsWhatIsUnderWayAndLetsNobodyIn() throws Exception {
        try (var gateway = gateway(Map.of("QUITTANCE_GATEWAY_HTTP2_CLEAR_TEXT", "true"))) {
            int port = gateway.http().getPort();
            var management = gateway.management().resolve("/q/health/ready");
            try (var download = connect(port);
                    var kept = connect(port);
                    var http2 = RawHttp2.open(port, SellingGateways.LIMIT)) {
                // Given a download and a paid request under way, and two connections that were of use before
                assertThat(head(kept, REQUEST)).startsWith("http/1.1 200 ").doesNotContain("connection: close");
                kept.getInputStream().readNBytes("sunny".length());
                assertThat(http2.ask(HostileStream.get("/free")).end()).isEqualTo("200");
                assertThat(head(download, DOWNLOAD)).startsWith("http/1.1 200 ");
                var challenge = Http.challenge(Http.get(gateway.http().resolve("/dear/report")));
                var payment = new Payer().pay(challenge);
                var paid = new CompletableFuture<HttpResponse<String>>();
                Thread.ofVirtual().start(() -> {
                    try {
                        paid.complete(SellingGateways.buy(gateway.http(), "/dear/report", payment));
                    } catch (Exception e) {
                        paid.completeExceptionally(e);
                    }
                });
                assertThat(working.await(SellingGateways.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(Http.get(management).statusCode()).isEqualTo(200);

                // When
                gateway.terminate();

                // Then readiness goes first, and those who are connected are served and told to go
                SellingGateways.await("readiness", () -> Http.get(management).statusCode() == 503);
                assertThat(head(kept, REQUEST)).startsWith("http/1.1 200 ").contains("\r\nconnection: close\r\n");
                assertThat(kept.getInputStream().readAllBytes()).asString().isEqualTo("sunny");
                assertThat(http2.ask(HostileStream.get("/free")).end()).isEqualTo("200");
                assertThat(http2.isToldToGo()).isTrue();

                // And once those had time who look at it, nobody else is let in, while the rest goes on
                SellingGateways.await("nobody is let in", () -> !isLetIn(port));
                assertThat(paid).isNotDone();
                go.countDown();
                assertThat(download.getInputStream().readNBytes(2 * PIECE)).hasSize(2 * PIECE);
                var bought = paid.get(SellingGateways.LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(bought.statusCode()).isEqualTo(200);
                assertThat(bought.body()).isEqualTo("bought");
            }
            assertThat(gateway.awaitExit()).isIn(0, 143);
            assertThat(shop.settled()).isEqualTo(1);
            assertThat(gateway.complaints())
                    .noneMatch(line -> line.text("level").matches("ERROR|FATAL"));
        }
    }

    @Test
    void cutsOffWhatDoesNotEndInTime() throws Exception {
        try (var gateway = gateway(Map.of("QUARKUS_SHUTDOWN_TIMEOUT", "2S"));
                var download = connect(gateway.http().getPort())) {
            // Given
            assertThat(head(download, DOWNLOAD)).startsWith("http/1.1 200 ");

            // When
            gateway.terminate();

            // Then
            assertThat(gateway.awaitExit()).isIn(0, 143);
            assertThat(rest(download)).isLessThan(2 * PIECE);
        }
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) SellingGateways.LIMIT.toMillis());
        return socket;
    }

    /** Whether somebody who comes now is answered. */
    private static boolean isLetIn(int port) {
        try (var socket = connect(port)) {
            return head(socket, REQUEST).startsWith("http/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }

    /** The head of the answer, in lower case; what came of it when the connection ends. */
    private static String head(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        int next;
        while (!answer.toString().endsWith("\r\n\r\n") && (next = in.read()) >= 0) {
            answer.append((char) next);
        }
        return answer.toString().toLowerCase(Locale.ROOT);
    }

    private static int rest(Socket socket) {
        int count = 0;
        try {
            while (socket.getInputStream().read() >= 0) {
                count++;
            }
        } catch (IOException e) {
            return count;
        }
        return count;
    }
}
