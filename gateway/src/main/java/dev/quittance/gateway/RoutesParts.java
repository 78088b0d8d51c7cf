package dev.quittance.gateway;

import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.pricing.Prices;
import dev.quittance.gateway.pricing.PricingConfig;
import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.gateway.route.InvalidRoutesException;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.gateway.route.RoutesSource;
import dev.quittance.gateway.route.RoutesWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/** Puts the parts of the price list together. */
@ApplicationScoped
final class RoutesParts {

    @Produces
    @Singleton
    RoutesSource source(GatewayConfig config) {
        // Says in the words of all files that settings name what is wrong with it as a file.
        Parts.read(config.routesFile(), "routes-file");
        return new RoutesSource(config.routesFile());
    }

    @Produces
    @Singleton
    CurrentRoutes routes(RoutesSource source) {
        try {
            return new CurrentRoutes(source.read());
        } catch (InvalidRoutesException e) {
            throw Parts.stop(String.valueOf(e.getMessage()));
        }
    }

    @Produces
    @Singleton
    RoutesWatch watch(
            GatewayConfig config,
            RoutesSource source,
            CurrentRoutes routes,
            Facilitators facilitators,
            MeterRegistry metrics) {
        return new RoutesWatch(
                source, routes, next -> objection(next, facilitators), config.routesReloadEvery(), metrics);
    }

    @Produces
    @Singleton
    Prices prices(Vertx vertx, CurrentRoutes routes, PricingConfig config, MeterRegistry metrics) {
        return new Prices(vertx, routes.get().tenant(), config, InstantSource.system(), metrics);
    }

    void start(@Observes StartupEvent event, RoutesWatch watch) {
        watch.start();
    }

    void close(@Disposes RoutesWatch watch) {
        watch.close();
    }

    /** What speaks against a price list beside the facilitators there are. */
    static Optional<String> objection(RouteTable routes, Facilitators facilitators) {
        var unproved = facilitators.unproved(routes.networks());
        return unproved.isEmpty()
                ? Optional.empty()
                : Optional.of("a facilitator is not trusted, and quittance.gateway.chains has no node of "
                        + String.join(", ", unproved));
    }
}
