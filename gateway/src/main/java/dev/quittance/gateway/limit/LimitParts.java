package dev.quittance.gateway.limit;

import dev.quittance.protocol.MalformedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.shutdown.ShutdownConfig;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Puts the limits together; a list that cannot be read ends the start in one line. */
@ApplicationScoped
final class LimitParts {
    private static final int BEFORE_ALL = -10_000;

    /** Runs before there is anything that connects. */
    @Singleton
    static final class Watch implements VertxOptionsCustomizer {
        @Override
        public void accept(VertxOptions options) {
            AcceptedChannels.watch();
        }
    }

    @Produces
    @Singleton
    Forwarding forwarding(ProxiesConfig config) {
        return new Forwarding(proxies(config), config.forwardedHeaders());
    }

    @Produces
    @Singleton
    Limits limits(LimitConfig config, MeterRegistry meters) {
        return new Limits(config, exempt(config), meters, System::nanoTime);
    }

    @Produces
    @Singleton
    PayerLimit payerLimit(LimitConfig config, Limits limits) {
        return new PayerLimit(config, limits);
    }

    @Produces
    @Singleton
    Connections connections(LimitConfig config, ProxiesConfig proxies, Limits limits) {
        return new Connections(config, exempt(config), proxies(proxies), limits);
    }

    void start(@Observes StartupEvent event, Connections connections) {
        AcceptedChannels.handTo(connections);
    }

    /** Readiness is down by now; once those who look at it had their time, nobody new is let in. */
    void leave(
            @Observes ShutdownDelayInitiatedEvent event, Connections connections, Vertx vertx, ShutdownConfig config) {
        vertx.setTimer(Math.max(1, config.delay().orElse(Duration.ZERO).toMillis()), _ -> connections.leave());
    }

    /** Whoever looks after the service is not its client. */
    void free(@Observes ManagementInterface management, Connections connections) {
        management.router().route().order(BEFORE_ALL).handler(context -> {
            connections.guard(context.request()).ifPresent(ConnectionGuard::release);
            context.next();
        });
    }

    private static Networks proxies(ProxiesConfig config) {
        return networks(config.trustedProxies().orElse(List.of()), "quittance.gateway.trusted-proxies");
    }

    private static Networks exempt(LimitConfig config) {
        return networks(config.exempt(), "quittance.gateway.limit.exempt");
    }

    private static Networks networks(List<String> texts, String setting) {
        try {
            return Networks.parse(texts);
        } catch (MalformedException e) {
            throw new ConfigurationException("correct " + setting + ": " + e.getMessage());
        }
    }
}
