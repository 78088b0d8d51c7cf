package dev.quittance.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** An HTTP server that answers each request as a test wants it. */
final class FakeNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);

    private FakeNode(Function<JsonNode, String> answer, int status, boolean stalls) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", exchange -> handle(exchange, answer, status, stalls));
        server.start();
    }

    static FakeNode answering(Function<JsonNode, String> answer) throws IOException {
        return new FakeNode(answer, 200, false);
    }

    static FakeNode answeringStatus(int status) throws IOException {
        return new FakeNode(_ -> "{}", status, false);
    }

    /** Sends the status and the first byte of the body, and no more. */
    static FakeNode stalling() throws IOException {
        return new FakeNode(_ -> "{", 200, true);
    }

    /** Answers every call, alone or in a batch, with one JSON result. */
    static FakeNode returning(String result) throws IOException {
        return answering(request -> value(request.get("id"), result));
    }

    /** Answers every call with an error. */
    static FakeNode failing(String error) throws IOException {
        return answering(request -> request.isArray()
                ? "[" + failure(request.get(0).get("id"), error) + "]"
                : failure(request.get("id"), error));
    }

    static String value(JsonNode id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    static String failure(JsonNode id, String error) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":" + error + "}";
    }

    private void handle(HttpExchange exchange, Function<JsonNode, String> answer, int status, boolean stalls)
            throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            requests.add(request);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization == null ? "" : authorization);
            byte[] body = answer.apply(request).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, stalls ? 100 : body.length);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            if (stalls) {
                closed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    JsonRpc rpc() {
        return rpc("", new JsonRpc.Limits(Duration.ofSeconds(10), 10_000, 3));
    }

    JsonRpc rpc(String userInfo, JsonRpc.Limits limits) {
        return new JsonRpc(JsonRpc.httpClient(Duration.ofSeconds(5)), uri(userInfo), limits);
    }

    URI uri() {
        return uri("");
    }

    private URI uri(String userInfo) {
        return URI.create(
                "http://" + userInfo + "127.0.0.1:" + server.getAddress().getPort() + "/v2/secret-key?token=hidden");
    }

    EvmNode node() {
        return new EvmNode(rpc());
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
