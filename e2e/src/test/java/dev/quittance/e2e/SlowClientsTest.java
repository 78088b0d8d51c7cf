package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold connections by sending almost nothing, before a built gateway with short patience. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class SlowClientsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int CONNECTIONS = 3;
    private static final String REQUEST = "GET /free HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path folder;

    private HttpServer upstream;
    private ServiceProcess gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        upstream.start();
        gateway = LoneGateway.start(
                folder,
                "http://localhost:" + upstream.getAddress().getPort(),
                Map.of(
                        "QUITTANCE_GATEWAY_LIMIT_EXEMPT", "192.0.2.0/24",
                        "QUITTANCE_GATEWAY_LIMIT_CONNECTIONS", Integer.toString(CONNECTIONS),
                        "QUITTANCE_GATEWAY_LIMIT_HEAD_TIMEOUT", "1s",
                        "QUITTANCE_GATEWAY_LIMIT_PAUSE_MAX", "2s"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.stop(0);
    }

    @Test
    void areCutOffWithinAHeadThatTrickles() throws Exception {
        try (var socket = connect()) {
            // Given a head of which a byte comes ten times a second, for ever
            boolean cut = trickle(socket, "GET /free HTTP/1.1\r\nHost: localhost\r\nX-A: ");

            // Then
            assertThat(cut).isTrue();
        }
        awaitMetric("quittance_gateway_limited_total{limit=\"slow_head\"}");
    }

    @Test
    void areCutOffWithinTheHeadOfALaterRequest() throws Exception {
        try (var socket = connect()) {
            // Given a connection that was good once
            assertThat(answer(socket, REQUEST)).startsWith("HTTP/1.1 200 ");

            // When / Then
            assertThat(trickle(socket, "GET /free HTTP/1.1\r\nHost: localhost\r\nX-A: "))
                    .isTrue();
        }
        awaitMetric("quittance_gateway_limited_total{limit=\"slow_head\"}");
    }

    @Test
    void areCutOffWithinABodyThatTrickles() throws Exception {
        try (var socket = connect()) {
            // Given / When / Then
            String head = "POST /free HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
            assertThat(trickle(socket, head)).isTrue();
        }
        awaitMetric("quittance_gateway_limited_total{limit=\"slow_body\"}");
    }

    @Test
    void getNoMoreConnectionsThanOneMayHave() throws Exception {
        // Given as many as one may have
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                var socket = connect();
                open.add(socket);
                assertThat(answer(socket, REQUEST)).startsWith("HTTP/1.1 200 ");
            }

            // When
            try (var more = connect()) {
                // Then it ends unheard
                assertThat(answer(more, REQUEST)).isEmpty();
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        awaitMetric("quittance_gateway_limited_total{limit=\"connections\"}");
        long end = System.nanoTime() + LIMIT.toNanos();
        String again = "";
        while (again.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
            try (var socket = connect()) {
                again = answer(socket, REQUEST);
            }
        }
        assertThat(again).startsWith("HTTP/1.1 200 ");
    }

    private Socket connect() throws IOException, InterruptedException {
        URI url = gateway.http();
        var socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    /** What comes up to the end of a head; nothing when the connection ends. */
    private static String answer(Socket socket, String request) {
        var answer = new StringBuilder();
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            int next;
            while (!answer.toString().endsWith("\r\n\r\n")
                    && (next = socket.getInputStream().read()) >= 0) {
                answer.append((char) next);
            }
        } catch (IOException e) {
            return answer.toString();
        }
        return answer.toString();
    }

    /** Whether the connection ends while its client keeps sending. */
    private static boolean trickle(Socket socket, String start) throws IOException {
        socket.setSoTimeout((int) PAUSE.toMillis());
        long end = System.nanoTime() + LIMIT.toNanos();
        try {
            socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
            while (System.nanoTime() < end) {
                socket.getOutputStream().write('a');
                try {
                    if (socket.getInputStream().read() < 0) {
                        return true;
                    }
                } catch (SocketTimeoutException e) {
                    // Still open: the next byte.
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void awaitMetric(String name) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (Http.get(gateway.management().resolve("/q/metrics"))
                .body()
                .lines()
                .noneMatch(line -> line.startsWith(name) && !line.endsWith(" 0.0"))) {
            assertThat(System.nanoTime()).as(name).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
