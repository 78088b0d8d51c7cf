package dev.quittance.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Settles whatever it is shown, for tests that are about a gateway alone. */
final class StubFacilitator implements AutoCloseable {
    private static final String TRANSACTION = "0x" + "ab".repeat(32);

    private final HttpServer server;
    private final AtomicInteger settled = new AtomicInteger();

    StubFacilitator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/settle", this::settle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** How often it was asked to settle. */
    int settled() {
        return settled.get();
    }

    private void settle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = FacilitatorRequest.fromJson(
                    JsonObject.parse(exchange.getRequestBody().readAllBytes()));
            settled.incrementAndGet();
            var offer = request.paymentRequirements();
            String payer =
                    request.paymentPayload().payload().object("authorization").text("from");
            byte[] answer = SettleResponse.settled(
                            payer, TRANSACTION, offer.network(), offer.amount().toString())
                    .toJson()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
