package dev.quittance.gateway;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** Which versions of HTTP are spoken where; over TLS the client chooses (RFC 7301). */
@ApplicationScoped
final class Protocols implements HttpServerOptionsCustomizer {
    private final GatewayConfig config;

    Protocols(GatewayConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(config.http2ClearText());
    }
}
