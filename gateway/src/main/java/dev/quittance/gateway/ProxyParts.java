package dev.quittance.gateway;

import dev.quittance.gateway.proxy.UpstreamConfig;
import dev.quittance.gateway.proxy.Upstreams;
import dev.quittance.gateway.route.CurrentRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the proxy together. */
@ApplicationScoped
final class ProxyParts {

    @Produces
    @Singleton
    Upstreams upstreams(Vertx vertx, CurrentRoutes routes, UpstreamConfig config, MeterRegistry meters) {
        return new Upstreams(vertx, routes, config, meters);
    }
}
