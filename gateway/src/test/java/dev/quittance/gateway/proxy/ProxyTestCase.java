package dev.quittance.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.route.HeaderEdits;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.UpstreamGroup;
import dev.quittance.gateway.route.UpstreamGroup.HealthCheck;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** A server that forwards everything to a group of real servers. */
abstract class ProxyTestCase {
    static {
        // The gateway's framework switches them off for the whole process, before or after this.
        System.setProperty("vertx.disableWebsockets", "false");
    }

    static final Duration PATIENCE = Duration.ofSeconds(30);

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Upstream> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        client.close();
        opened.forEach(Upstream::retire);
        await(vertx.close());
    }

    static UpstreamGroup group(boolean http2, Optional<HealthCheck> health, URI... servers) {
        return new UpstreamGroup(
                "shop",
                List.of(servers),
                http2,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                health,
                1);
    }

    static UpstreamGroup group(URI... servers) {
        return group(false, Optional.empty(), servers);
    }

    static UpstreamGroup patientFor(Duration silence, URI server) {
        return new UpstreamGroup(
                "shop",
                List.of(server),
                false,
                Optional.empty(),
                Optional.of(silence),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                1);
    }

    Upstream upstream(UpstreamGroup group) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(UpstreamConfig.class)
                .withConverter(Duration.class, 200, DurationConverter::parseDuration)
                .withDefaultValues(Map.of("quittance.gateway.upstream.rest-first", "50ms"))
                .build()
                .getConfigMapping(UpstreamConfig.class);
        var upstream = new Upstream(vertx, group, config, meters);
        opened.add(upstream);
        return upstream;
    }

    /** Where the proxy before the group listens. */
    URI front(UpstreamGroup group) throws Exception {
        return front(upstream(group));
    }

    URI front(Upstream upstream) throws Exception {
        return server(0, request -> {
            assertThat(Framing.accepts(request)).isTrue();
            Framing.askForBody(request);
            upstream.forward(request, RequestTarget.parse(request.uri()), HeaderEdits.NONE, HeaderEdits.NONE);
        });
    }

    /** A server of both versions of HTTP. */
    URI server(int port, Handler<HttpServerRequest> handler) throws Exception {
        return listening(
                vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(false))
                        .requestHandler(handler),
                port);
    }

    static URI listening(HttpServer server, int port) throws Exception {
        return URI.create(
                "http://localhost:" + await(server.listen(port, "localhost")).actualPort());
    }

    /** A port that nobody listens at. */
    static URI nobody() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return URI.create("http://localhost:" + socket.getLocalPort());
        }
    }

    HttpResponse<String> get(URI front) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(front.resolve("/a")));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    double counted(String outcome) {
        return meters.get("quittance.gateway.upstream.requests")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
