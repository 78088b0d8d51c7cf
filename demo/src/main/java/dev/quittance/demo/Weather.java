package dev.quittance.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/** The upstream that the demo sells: a small weather API that knows nothing of payments. */
final class Weather implements AutoCloseable {
    private static final String PATH = "/weather/";
    private static final Map<String, JsonObject> REPORTS = Map.of(
            "berlin", report("Berlin", "light rain", 9),
            "lisbon", report("Lisbon", "clear", 21),
            "oslo", report("Oslo", "snow", -3));

    private static final JsonObject UNKNOWN =
            JsonObject.builder().put("error", "no such city").build();

    private final HttpServer server;

    /** Serves this machine alone. */
    Weather(int port) throws IOException {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    Weather(InetSocketAddress address) throws IOException {
        server = HttpServer.create(address, 0);
        server.createContext("/", Weather::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private static JsonObject report(String city, String sky, int celsius) {
        return JsonObject.builder()
                .put("city", city)
                .put("sky", sky)
                .put("celsius", celsius)
                .build();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Optional<JsonObject> report = path.startsWith(PATH)
                    ? Optional.ofNullable(REPORTS.get(path.substring(PATH.length())))
                    : Optional.empty();
            send(exchange, report.isPresent() ? 200 : 404, report.orElse(UNKNOWN));
        }
    }

    private static void send(HttpExchange exchange, int status, JsonObject json) throws IOException {
        byte[] body = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
