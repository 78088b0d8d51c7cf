package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.UpstreamGroup;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a group of servers is spoken to. */
record Clients(Vertx vertx, UpstreamGroup group, UpstreamConfig config) {
    /** Connections in HTTP/2 carry many requests each. */
    private static final int HTTP2_CONNECTIONS_MAX = 8;

    /** A request that nothing comes for is given up before its connection is, so that the two can be told apart. */
    private static final Duration PATIENCE_FIRST = Duration.ofSeconds(1);

    /** For requests and their answers. */
    HttpClient exchanging() {
        var options = options(share(group.connectionsMax().orElse(config.connectionsMax())))
                .setMaxWaitQueueSize(share(config.waitingMax()));
        if (group.http2()) {
            options.setProtocolVersion(HttpVersion.HTTP_2)
                    .setUseAlpn(true)
                    .setHttp2ClearTextUpgrade(false)
                    .setHttp2MaxPoolSize(HTTP2_CONNECTIONS_MAX);
        }
        return vertx.createHttpClient(options);
    }

    /** For connections that become WebSockets, which HTTP/1.1 alone can: they must not use up those for requests. */
    HttpClient upgrading() {
        return vertx.createHttpClient(options(share(config.upgradedMax())).setMaxWaitQueueSize(0));
    }

    /** For looks at their health. */
    HttpClient checking() {
        return vertx.createHttpClient(options(1).setKeepAlive(false));
    }

    /** What is left of a limit for one of the event loops, each of which has a client of its own. */
    private int share(int ofAll) {
        int loops = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
        return Math.max(1, (ofAll + loops - 1) / loops);
    }

    private HttpClientOptions options(int connectionsMax) {
        return new HttpClientOptions()
                .setConnectTimeout((int)
                        group.connectTimeout().orElse(config.connectTimeout()).toMillis())
                .setMaxPoolSize(connectionsMax)
                .setMaxHeaderSize(config.headerBytesMax())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) group.idleTimeout()
                        .orElse(config.idleTimeout())
                        .plus(PATIENCE_FIRST)
                        .toMillis())
                .setDecompressionSupported(false)
                // The framework would begin a trace where there is none.
                .setTracingPolicy(TracingPolicy.IGNORE);
    }
}
