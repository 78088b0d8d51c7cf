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

/**
 * What stands behind a gateway of a test: the same answer to everything, counted; {@code /slow} takes two seconds, {@code /upto}
 * costs 700, {@code /page} is HTML that tries to reach its surroundings.
 */
final class AnswerUpstream implements AutoCloseable {
    static final String JSON = "{\"answer\":42}";
    static final String PAGE = "<!doctype html><title>Page</title><h1>The page</h1>"
            + "<script>alert(1);parent.document.title='taken';document.body.innerText='taken'</script>"
            + "<img src=x onerror=\"alert(1)\">";

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
            String path = exchange.getRequestURI().getPath();
            boolean page = path.equals("/page");
            if (path.equals("/slow")) {
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            }
            exchange.getResponseHeaders().set("Content-Type", page ? "text/html; charset=utf-8" : "application/json");
            if (path.equals("/upto")) {
                exchange.getResponseHeaders().set("X-Charge", "700");
            }
            byte[] body = (page ? PAGE : JSON).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
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
