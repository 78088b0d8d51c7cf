package dev.quittance.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A server that answers request by request what a test has scripted; the last answer is repeated. */
public final class FakeGateway implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> script = new ArrayDeque<>();
    private final List<Seen> seen = new ArrayList<>();

    /** What a request brought. */
    public record Seen(
            String method,
            String path,
            Optional<String> payment,
            Optional<String> challenge,
            String authorization,
            String body) {}

    /** Writes one answer. */
    @FunctionalInterface
    public interface Answer {
        void write(HttpExchange exchange) throws IOException;
    }

    public FakeGateway(Answer... answers) throws IOException {
        script.addAll(Arrays.asList(answers));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** An answer with headers given as name, value, name, value. */
    public static Answer answer(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Breaks the connection when the request has been read. */
    public static Answer hangUp() {
        return exchange -> {
            throw new IOException("hangs up");
        };
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            exchange.setStreams(new ByteArrayInputStream(bytes), null);
            String body = new String(bytes, StandardCharsets.UTF_8);
            var headers = exchange.getRequestHeaders();
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Optional.ofNullable(headers.getFirst("PAYMENT-SIGNATURE")),
                    Optional.ofNullable(headers.getFirst("Payment-Challenge")),
                    Optional.ofNullable(headers.getFirst("Authorization")).orElse(""),
                    body));
            Answer answer = script.size() > 1 ? script.remove() : script.element();
            answer.write(exchange);
        }
    }

    public synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** The payment headers in the order in which they came. */
    public List<String> payments() {
        return seen().stream().flatMap(request -> request.payment().stream()).toList();
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
