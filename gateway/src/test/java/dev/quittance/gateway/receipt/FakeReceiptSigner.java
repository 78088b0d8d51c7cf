package dev.quittance.gateway.receipt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.transparency.Presentation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A real HTTP server in the signer's place, which keeps the signer's rule: of one payment, each receipt names the last. */
final class FakeReceiptSigner implements AutoCloseable {
    /** How it behaves. */
    enum Mode {
        HONEST,
        DOWN,
        /** Signs, but its answer is lost. */
        ANSWER_LOST,
        REFUSES,
        /** Signs with a key that is not the account's. */
        OTHER_ACCOUNT
    }

    static final Secp256k1 CURVE = Secp256k1.create();

    private final HttpServer server;
    private final PrivateKey key = PrivateKey.generate(new SecureRandom());
    private final PrivateKey stranger = PrivateKey.generate(new SecureRandom());
    private final Map<UUID, List<Quittance>> signed = new ConcurrentHashMap<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final List<JsonObject> presented = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.HONEST;
    private volatile Told told = new Told(404, "{}");

    /** The answer to a presentation. */
    private record Told(int status, String body) {}

    FakeReceiptSigner() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/accounts", exchange -> answer(exchange, 200, """
                {"accounts":[{"name":"lane","address":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","kind":"relay"},
                 {"name":"receipts","address":"%s","kind":"receipt"}]}""".formatted(address())));
        server.createContext("/v1/receipts", this::sign);
        server.createContext(Presentation.PATH, exchange -> {
            presented.add(JsonObject.parse(exchange.getRequestBody().readAllBytes()));
            Told now = told;
            answer(exchange, now.status(), now.body());
        });
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    Address address() {
        return CURVE.address(key);
    }

    void mode(Mode now) {
        mode = now;
    }

    /** What it answers about its log from now on. */
    void tells(int status, String body) {
        told = new Told(status, body);
    }

    /** What it was shown of its log. */
    List<JsonObject> presented() {
        return List.copyOf(presented);
    }

    /** Holds all receipts back until the latch is counted down. */
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    /** The different receipts that a payment got, the oldest first. */
    List<Quittance> signed(UUID paymentId) {
        return List.copyOf(signed.getOrDefault(paymentId, List.of()));
    }

    private void sign(HttpExchange exchange) throws IOException {
        var body = JsonObject.parse(exchange.getRequestBody().readAllBytes());
        var quittance = Quittance.fromJson(body.object("quittance"));
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        switch (mode) {
            case DOWN -> answer(exchange, 503, "{\"code\":\"database_unavailable\"}");
            case REFUSES -> answer(exchange, 422, "{\"code\":\"asset_refused\"}");
            case ANSWER_LOST -> {
                permit(quittance);
                exchange.close();
            }
            case OTHER_ACCOUNT -> answer(exchange, 200, signature(quittance, stranger));
            case HONEST -> {
                boolean permitted = permit(quittance);
                answer(
                        exchange,
                        permitted ? 200 : 409,
                        permitted ? signature(quittance, key) : "{\"code\":\"receipt_conflict\"}");
            }
        }
    }

    private synchronized boolean permit(Quittance quittance) {
        var line = signed.computeIfAbsent(quittance.facts().paymentId(), _ -> new ArrayList<>());
        if (line.contains(quittance)) {
            return true;
        }
        Optional<Quittance> newest = line.isEmpty() ? Optional.empty() : Optional.of(line.getLast());
        return newest.map(Quittance::digest).equals(quittance.supersedes()) && line.add(quittance);
    }

    private String signature(Quittance quittance, PrivateKey signer) {
        return JsonObject.builder()
                .put("signer", address().toString())
                .put(
                        "signature",
                        Hex.encode(CURVE.sign(quittance.digest(), signer).toBytes()))
                .build()
                .toString();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
    }
}
