package dev.quittance.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What stands behind a gateway of a test: the same answer to everything, counted; {@code /slow} takes two seconds, {@code /upto} costs 700. */
final class AnswerUpstream implements AutoCloseable {
    private static final byte[] ANSWER = "{\"answer\":42}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final AtomicInteger runs = new AtomicInteger();

    AnswerUpstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            runs.incrementAndGet();
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (exchange.getRequestURI().getPath().equals("/upto")) {
                exchange.getResponseHeaders().set("X-Charge", "700");
            }
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
        }
    }

    /** How many requests reached it. */
    int runs() {
        return runs.get();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
