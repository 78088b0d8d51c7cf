package dev.quittance.gateway.facilitator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server in a facilitator's place that answers as the test says. */
final class StubFacilitator implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Behaviour behaviour;

    interface Behaviour {
        void answer(HttpExchange exchange) throws Exception;
    }

    StubFacilitator(Behaviour first) throws IOException {
        behaviour = first;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    int asked() {
        return asked.get();
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    static Behaviour json(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Behaviour success(OnChainPayment payment, String transaction) {
        return json(
                200,
                SettleResponse.settled(
                                payment.payer().toString(),
                                transaction,
                                OnChainPayment.NETWORK,
                                payment.offered().toString())
                        .toJson()
                        .toString());
    }

    static Behaviour refusal(String reason) {
        return json(
                200,
                SettleResponse.refused(reason, Optional.empty(), Optional.empty(), "", OnChainPayment.NETWORK)
                        .toJson()
                        .toString());
    }

    /** Promises a long answer and gives it byte by byte, without end. */
    Behaviour slowDrip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 60_000);
            while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        };
    }

    /** Takes the question and breaks the connection. */
    static Behaviour dead() {
        return HttpExchange::close;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (body.length > 0) {
                JsonObject.parse(body).object("paymentPayload");
            }
            asked.incrementAndGet();
            behaviour.answer(exchange);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
