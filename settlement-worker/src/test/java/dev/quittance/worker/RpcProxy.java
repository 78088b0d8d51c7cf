package dev.quittance.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.devstack.Chain;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the worker and the node, and fails on demand. */
final class RpcProxy implements AutoCloseable {
    /** What it does to requests. */
    enum Mode {
        PASS,
        DOWN,
        /** Transactions do not reach the node. */
        SEND_LOST,
        /** Transactions reach the node; its answer is lost. */
        ANSWER_LOST
    }

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger sends = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;

    RpcProxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::forward);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void mode(Mode now) {
        mode = now;
    }

    /** Requests with transactions that the worker made, whatever became of them. */
    int sends() {
        return sends.get();
    }

    private void forward(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean send = new String(body, StandardCharsets.UTF_8).contains("eth_sendRawTransaction");
        if (send) {
            sends.incrementAndGet();
        }
        Mode now = mode;
        if (now == Mode.DOWN || (send && now == Mode.SEND_LOST)) {
            FakeSigner.answer(exchange, 503, JsonObject.EMPTY);
            return;
        }
        byte[] answer = ask(body);
        if (send && now == Mode.ANSWER_LOST) {
            FakeSigner.answer(exchange, 503, JsonObject.EMPTY);
            return;
        }
        exchange.sendResponseHeaders(200, answer.length);
        try (exchange;
                var out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private byte[] ask(byte[] body) throws IOException {
        try {
            var request = HttpRequest.newBuilder(Chain.shared().rpcUrl())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
