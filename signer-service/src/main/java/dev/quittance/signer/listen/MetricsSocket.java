package dev.quittance.signer.listen;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Tells the metrics on a Unix socket too, for a signer without a network: whoever relays it joins no namespace of the signer's, and
 * finds the socket again after a restart. The platform's own management interface cannot listen on one.
 */
@ApplicationScoped
@SuppressWarnings("deprecation") // the registry that this version of the platform brings
public final class MetricsSocket {
    private static final Logger LOG = Logger.getLogger(MetricsSocket.class);
    private static final long BIND_SECONDS = 10;
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final ListenConfig config;
    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;

    MetricsSocket(ListenConfig config, Vertx vertx, PrometheusMeterRegistry registry) {
        this.config = config;
        this.vertx = vertx;
        this.registry = registry;
    }

    void open(@Observes StartupEvent event) throws InterruptedException {
        if (config.metricsSocket().isPresent()) {
            listen(config.metricsSocket().get());
        }
    }

    private void listen(Path socket) throws InterruptedException {
        StaleSockets.removeSocket(socket);
        var bound = vertx.createHttpServer(new HttpServerOptions().setMaxHeaderSize(4096))
                .requestHandler(this::answer)
                .listen(SocketAddress.domainSocketAddress(socket.toString()));
        try {
            bound.toCompletionStage().toCompletableFuture().get(BIND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.errorf("No metrics on %s: %s", socket, e);
        }
    }

    private void answer(HttpServerRequest request) {
        var response = request.response();
        if (!request.method().equals(HttpMethod.GET) || !"/q/metrics".equals(request.path())) {
            response.setStatusCode(404).end();
            return;
        }
        vertx.executeBlocking((Callable<String>) registry::scrape, false)
                .onSuccess(
                        text -> response.putHeader("Content-Type", CONTENT_TYPE).end(text))
                .onFailure(failure -> response.setStatusCode(500).end());
    }
}
