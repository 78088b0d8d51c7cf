package dev.quittance.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.SettleResponse;
import dev.quittance.protocol.x402.VerifyResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real HTTP server in the facilitator's place, which believes every signature and settles as the test says. */
final class FakeFacilitator implements AutoCloseable {
    static final String TRANSACTION = "0x" + "ab".repeat(32);

    private final HttpServer server;
    private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private final List<JsonObject> verified = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = FakeFacilitator::settled;
    private volatile Behaviour verification = FakeFacilitator::valid;
    private volatile String state = "INCLUDED";

    record Answer(int status, String body) {}

    interface Behaviour {
        Answer to(FacilitatorRequest request) throws InterruptedException;
    }

    FakeFacilitator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/settle", this::handle);
        server.createContext("/verify", this::verify);
        server.createContext("/settlements/", this::status);
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
        verified.clear();
        behaviour = FakeFacilitator::settled;
        verification = FakeFacilitator::valid;
        state = "INCLUDED";
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    /** The bodies of all verify calls. */
    List<JsonObject> verified() {
        return List.copyOf(verified);
    }

    void verifyAs(Behaviour next) {
        verification = next;
    }

    /** What {@code GET /settlements/} says from now on. */
    void stands(String next) {
        state = next;
    }

    static Answer valid(FacilitatorRequest request) {
        String payer =
                request.paymentPayload().payload().object("authorization").text("from");
        return new Answer(200, VerifyResponse.valid(payer).toJson().toString());
    }

    static Answer invalid(String reason) {
        return new Answer(
                200,
                VerifyResponse.invalid(reason, Optional.empty(), Optional.empty())
                        .toJson()
                        .toString());
    }

    /** Settled by a facilitator of ours, which has an id for the payment. */
    static Answer settledAs(FacilitatorRequest request, UUID paymentId) {
        var settled = JsonObject.parse(settled(request).body()).toBuilder()
                .put(
                        "extra",
                        JsonObject.builder()
                                .put("paymentId", paymentId.toString())
                                .put("level", "included")
                                .build())
                .build();
        return new Answer(200, settled.toString());
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
            answer(exchange, behaviour.to(FacilitatorRequest.fromJson(body)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void verify(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = JsonObject.parse(exchange.getRequestBody().readAllBytes());
            verified.add(body);
            answer(exchange, verification.to(FacilitatorRequest.fromJson(body)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void status(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = exchange.getRequestURI().getPath().replaceAll(".*/", "");
            var body = JsonObject.builder()
                    .put("paymentId", id)
                    .put("state", state)
                    .build();
            answer(exchange, new Answer(200, body.toString()));
        }
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
