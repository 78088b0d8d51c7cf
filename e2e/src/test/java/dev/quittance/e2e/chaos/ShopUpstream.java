package dev.quittance.e2e.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The upstream behind the gateway, with a record of its own. Each time that it works it answers other bytes; only
 * {@link Offer#TRANSFER} is answered the same way again under the same idempotency key.
 */
final class ShopUpstream implements AutoCloseable {
    /** Marks answers that are the upstream's own, also when they are errors. */
    static final String MARK = "X-Upstream";

    private final HttpServer server;
    private final Supplier<Mood> mood;
    private final List<Work> works = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> honoured = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** How it feels about one request. */
    sealed interface Mood {
        record Willing() implements Mood {}

        record Broken() implements Mood {}

        /** It works, and takes its time before it says so. */
        record Slow(Duration time) implements Mood {}
    }

    /** One request that arrived. */
    record Work(Offer offer, String key, boolean failed) {}

    /** Runs on a free port until it is closed; feels as the supplier says, which is asked once for each request. */
    ShopUpstream(Supplier<Mood> mood) throws IOException {
        this.mood = mood;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** All that arrived, in order. */
    List<Work> works() {
        return List.copyOf(works);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Offer offer = Offer.at(exchange.getRequestURI().getPath()).orElseThrow();
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            var felt = mood.get();
            works.add(new Work(offer, key, felt instanceof Mood.Broken));
            switch (felt) {
                case Mood.Willing() -> send(exchange, 200, offer, key);
                case Mood.Broken() -> send(exchange, 500, offer, key);
                case Mood.Slow(Duration time) -> {
                    rest(time);
                    send(exchange, 200, offer, key);
                }
            }
        }
    }

    private void send(HttpExchange exchange, int status, Offer offer, String key) throws IOException {
        int number = offer == Offer.TRANSFER
                ? honoured.computeIfAbsent(key, _ -> count.incrementAndGet())
                : count.incrementAndGet();
        byte[] body = JsonObject.builder()
                .put("offer", offer.name())
                .put("key", key)
                .put("execution", number)
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set(MARK, "yes");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void rest(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
