package dev.quittance.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real HTTP server in the facilitator's place, which believes every signature and settles as the test says. */
final class FakeFacilitator implements AutoCloseable {
    static final String TRANSACTION = "0x" + "ab".repeat(32);

    private final HttpServer server;
    private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = FakeFacilitator::settled;

    record Answer(int status, String body) {}

    interface Behaviour {
        Answer to(FacilitatorRequest request) throws InterruptedException;
    }

    FakeFacilitator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/settle", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The bodies of all settle calls. */
    List<JsonObject> asked() {
        return List.copyOf(asked);
    }

    List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** The trace contexts that came with the calls. */
    List<String> traces() {
        return List.copyOf(traces);
    }

    void reset() {
        asked.clear();
        tokens.clear();
        traces.clear();
        behaviour = FakeFacilitator::settled;
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    static Answer settled(FacilitatorRequest request) {
        var offer = request.paymentRequirements();
        String payer =
                request.paymentPayload().payload().object("authorization").text("from");
        var response = SettleResponse.settled(
                payer, TRANSACTION, offer.network(), offer.amount().toString());
        return new Answer(200, response.toJson().toString());
    }

    static Answer refused(FacilitatorRequest request, String reason, String transaction) {
        var response = SettleResponse.refused(
                reason,
                Optional.of("internal words"),
                Optional.empty(),
                transaction,
                request.paymentRequirements().network());
        return new Answer(200, response.toJson().toString());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = JsonObject.parse(exchange.getRequestBody().readAllBytes());
            asked.add(body);
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            traces.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            var answer = behaviour.to(FacilitatorRequest.fromJson(body));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
