package dev.quittance.gateway;

import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.facilitator.FacilitatorConfig;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.payment.PaymentReader;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.proxy.BodySpool;
import dev.quittance.gateway.proxy.Upstream;
import dev.quittance.gateway.proxy.UpstreamConfig;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.route.InvalidRoutesException;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.gateway.route.RoutesFile;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.Challenges;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Puts the parts together; what is wrong with a file ends the start in one line. */
@ApplicationScoped
final class Parts {

    @Produces
    @Singleton
    RouteTable routes(GatewayConfig config) {
        try {
            return new RoutesFile(Registry.builtIn()).read(read(config.routesFile(), "routes file"));
        } catch (InvalidRoutesException e) {
            throw stop(String.valueOf(e.getMessage()));
        }
    }

    @Produces
    @Singleton
    Challenger challenger(GatewayConfig config, RouteTable routes) {
        try {
            var lines = read(config.challengeKeysFile(), "challenge keys file")
                    .lines()
                    .toList();
            var challenges = new Challenges(ChallengeKeys.parse(lines), new SecureRandom());
            return new Challenger(
                    routes.tenant(), routes.version(), challenges, config.challengeLife(), InstantSource.system());
        } catch (MalformedException e) {
            throw stop("challenge keys file: " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    PaymentReader paymentReader(GatewayConfig config, RouteTable routes, Challenger challenger) {
        return new PaymentReader(challenger, routes.tenant(), config.paymentHeaderCharsMax());
    }

    @Produces
    @Singleton
    Facilitators facilitators(FacilitatorConfig config) {
        try {
            return Facilitators.of(config);
        } catch (IOException e) {
            throw stop("the facilitator's token file cannot be read");
        }
    }

    @Produces
    @Singleton
    ReservationStore store(GatewayConfig config, DataSource dataSource) {
        return new ReservationStore(dataSource, config.leaseLife());
    }

    @Produces
    @Singleton
    LeaseKeeper leaseKeeper(GatewayConfig config, ReservationStore store) {
        return new LeaseKeeper(store, config.leaseLife().dividedBy(3));
    }

    @Produces
    @Singleton
    Schema schema(Flyway flyway) {
        return new Schema(flyway);
    }

    @Produces
    @Singleton
    Payments payments(ReservationStore store, LeaseKeeper keeper, Facilitators facilitators) {
        return new Payments(store, keeper, facilitators);
    }

    @Produces
    @Singleton
    Upstream upstream(Vertx vertx, RouteTable routes, UpstreamConfig config) {
        return new Upstream(vertx, routes.upstream(), config);
    }

    @Produces
    @Singleton
    BodySpool bodySpool(Vertx vertx, GatewayConfig config) {
        return new BodySpool(vertx, config.pricedBodyMax().asLongValue(), config.pricedBodyTimeout());
    }

    void close(@Disposes LeaseKeeper keeper) {
        keeper.close();
    }

    void close(@Disposes Schema schema) {
        schema.close();
    }

    void close(@Disposes Facilitators facilitators) {
        facilitators.close();
    }

    /** Ends the start; Quarkus prints the message before anything else, and exits with 1. */
    private static ConfigurationException stop(String message) {
        return new ConfigurationException(message);
    }

    private static String read(Path file, String name) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw stop("the " + name + " " + file + " cannot be read");
        }
    }
}
