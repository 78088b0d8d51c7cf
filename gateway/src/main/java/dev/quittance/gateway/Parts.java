package dev.quittance.gateway;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.facilitator.Facilitator;
import dev.quittance.gateway.facilitator.FacilitatorConfig;
import dev.quittance.gateway.payment.OldPaymentReader;
import dev.quittance.gateway.payment.PaymentReader;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.proof.SiwxChallenge;
import dev.quittance.gateway.proof.SiwxVerifier;
import dev.quittance.gateway.proxy.PricedBodies;
import dev.quittance.gateway.proxy.Upstream;
import dev.quittance.gateway.proxy.UpstreamConfig;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.route.InvalidRoutesException;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.gateway.route.RoutesFile;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.Challenges;
import dev.quittance.protocol.challenge.FreshNonces;
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
    ChallengeKeys challengeKeys(GatewayConfig config) {
        try {
            return ChallengeKeys.parse(read(config.challengeKeysFile(), "challenge keys file")
                    .lines()
                    .toList());
        } catch (MalformedException e) {
            throw stop("challenge keys file: " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    Challenger challenger(GatewayConfig config, RouteTable routes, ChallengeKeys keys) {
        try {
            var challenges = new Challenges(keys, new SecureRandom());
            return new Challenger(
                    routes,
                    challenges,
                    config.receiptSigner().map(Address::parse),
                    config.challengeLife(),
                    InstantSource.system());
        } catch (MalformedException e) {
            throw stop("the address of the receipts' signer: " + e.getMessage());
        }
    }

    @Produces
    @Singleton
    FreshNonces freshNonces(ChallengeKeys keys) {
        return new FreshNonces(keys, new SecureRandom());
    }

    @Produces
    @Singleton
    SiwxChallenge siwxChallenge(FreshNonces nonces) {
        return new SiwxChallenge(nonces, InstantSource.system());
    }

    @Produces
    @Singleton
    SiwxVerifier siwxVerifier(FreshNonces nonces) {
        return new SiwxVerifier(nonces, Secp256k1.create(), InstantSource.system());
    }

    @Produces
    @Singleton
    OldPaymentReader oldPaymentReader(
            GatewayConfig config, RouteTable routes, Challenger challenger, SiwxVerifier siwx) {
        return new OldPaymentReader(challenger, siwx, routes.tenant(), config.paymentHeaderCharsMax());
    }

    @Produces
    @Singleton
    PaymentReader paymentReader(GatewayConfig config, RouteTable routes, Challenger challenger) {
        return new PaymentReader(challenger, routes.tenant(), config.paymentHeaderCharsMax());
    }

    @Produces
    @Singleton
    Facilitator facilitator(FacilitatorConfig config) {
        try {
            return Facilitator.of(config);
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
    Payments payments(ReservationStore store, LeaseKeeper keeper, Facilitator facilitator) {
        return new Payments(store, keeper, facilitator);
    }

    @Produces
    @Singleton
    Upstream upstream(Vertx vertx, RouteTable routes, UpstreamConfig config) {
        return new Upstream(vertx, routes.upstream(), config);
    }

    @Produces
    @Singleton
    PricedBodies pricedBodies(Vertx vertx, GatewayConfig config) {
        return new PricedBodies(
                vertx,
                config.pricedBodyMax().asLongValue(),
                config.streamedBodyMax().asLongValue(),
                config.pricedBodyTimeout());
    }

    void close(@Disposes LeaseKeeper keeper) {
        keeper.close();
    }

    void close(@Disposes Schema schema) {
        schema.close();
    }

    void close(@Disposes Facilitator facilitator) {
        facilitator.close();
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
