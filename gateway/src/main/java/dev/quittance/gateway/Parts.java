package dev.quittance.gateway;

import dev.quittance.events.BrokerCheck;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.delivery.Announcements;
import dev.quittance.gateway.delivery.AnswerCache;
import dev.quittance.gateway.delivery.AnswerConfig;
import dev.quittance.gateway.delivery.AnswerKeys;
import dev.quittance.gateway.delivery.AnswerSeal;
import dev.quittance.gateway.delivery.Joins;
import dev.quittance.gateway.facilitator.Facilitators;
import dev.quittance.gateway.facilitator.FacilitatorsConfig;
import dev.quittance.gateway.follow.FollowConfig;
import dev.quittance.gateway.follow.PaymentFollower;
import dev.quittance.gateway.payment.OldPaymentReader;
import dev.quittance.gateway.payment.PaymentReader;
import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.proof.SiwxChallenge;
import dev.quittance.gateway.proof.SiwxVerifier;
import dev.quittance.gateway.proxy.PricedBodies;
import dev.quittance.gateway.receipt.Receipts;
import dev.quittance.gateway.reservation.AbandonedStore;
import dev.quittance.gateway.reservation.LeaseKeeper;
import dev.quittance.gateway.reservation.Log;
import dev.quittance.gateway.reservation.ProgressStore;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.gateway.status.Merchants;
import dev.quittance.gateway.status.StatusConfig;
import dev.quittance.gateway.sweep.SweepConfig;
import dev.quittance.gateway.sweep.Sweeper;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.Challenges;
import dev.quittance.protocol.challenge.FreshNonces;
import dev.quittance.schemes.Schemes;
import dev.quittance.vitals.BacklogQuery;
import dev.quittance.vitals.Probe;
import dev.quittance.vitals.SecretFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Puts the parts together; what is wrong with a file ends the start in one line. */
@ApplicationScoped
final class Parts {

    @Produces
    @Singleton
    Challenger challenger(GatewayConfig config, CurrentRoutes routes, ChallengeKeys keys) {
        try {
            var challenges = new Challenges(keys, new SecureRandom());
            var challenger = new Challenger(
                    routes.get(),
                    challenges,
                    config.receiptSigner().map(Address::parse),
                    config.challengeLife(),
                    InstantSource.system());
            routes.follow(challenger::follow);
            return challenger;
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
            GatewayConfig config, CurrentRoutes routes, Challenger challenger, SiwxVerifier siwx) {
        return new OldPaymentReader(challenger, siwx, routes.get().tenant(), config.paymentHeaderCharsMax());
    }

    @Produces
    @Singleton
    PaymentReader paymentReader(GatewayConfig config, CurrentRoutes routes, Challenger challenger) {
        var schemes = new Schemes(Registry.builtIn(), Secp256k1.create());
        return new PaymentReader(challenger, schemes, routes.get().tenant(), config.paymentHeaderCharsMax());
    }

    @Produces
    @Singleton
    Facilitators facilitators(Vertx vertx, FacilitatorsConfig config, CurrentRoutes routes, MeterRegistry metrics) {
        Facilitators facilitators;
        try {
            facilitators = Facilitators.of(vertx, config, InstantSource.system(), metrics);
        } catch (IllegalArgumentException e) {
            throw stop(String.valueOf(e.getMessage()));
        }
        RoutesParts.objection(routes.get(), facilitators).ifPresent(why -> {
            throw stop(why);
        });
        return facilitators;
    }

    @Produces
    @Singleton
    ReservationStore store(GatewayConfig config, DataSource dataSource) {
        return new ReservationStore(dataSource, config.leaseLife());
    }

    @Produces
    @Singleton
    ProgressStore progress(AnswerConfig answers, DataSource dataSource) {
        return new ProgressStore(dataSource, answers.life());
    }

    @Produces
    @Singleton
    Log log(DataSource dataSource) {
        return new Log(dataSource);
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
    Payments payments(
            ReservationStore store,
            ProgressStore progress,
            LeaseKeeper keeper,
            Facilitators facilitators,
            Receipts receipts,
            AnswerKeys keys,
            AnswerConfig answers) {
        var clock = InstantSource.system();
        return new Payments(
                store,
                progress,
                keeper,
                facilitators,
                new AnswerSeal(keys, new SecureRandom()),
                new AnswerCache(answers.cacheBytesMax().asLongValue(), answers.life(), clock),
                new Announcements(clock),
                receipts,
                new Joins(answers.joinsMax()),
                answers.joinWait());
    }

    @Produces
    @Singleton
    Sweeper sweeper(
            Schema schema, ReservationStore store, DataSource dataSource, Payments payments, SweepConfig config) {
        return new Sweeper(schema::ready, store, new AbandonedStore(dataSource, config.batchMax()), payments, config);
    }

    @Produces
    @Singleton
    PaymentFollower follower(DataSource dataSource, Receipts receipts, MeterRegistry metrics) {
        return new PaymentFollower(dataSource, receipts, metrics);
    }

    @Produces
    @Singleton
    Merchants merchants(StatusConfig config) {
        try {
            return Merchants.parse(config.callersFile()
                    .map(file -> read(file, "status.callers-file").lines().toList())
                    .orElse(List.of()));
        } catch (MalformedException e) {
            throw stop("status callers file: " + e.getMessage());
        }
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

    @Produces
    @Singleton
    BacklogQuery outbox() {
        return BacklogQuery.outbox();
    }

    @Produces
    @Singleton
    BacklogQuery reservations() {
        return new BacklogQuery(
                "quittance.gateway.reservations.open",
                "state",
                List.of("RESERVED", "SETTLING", "CONFIRMING", "EXECUTING", "HELD", "UNKNOWN", "REFUND_DUE"),
                """
                select state, count(*), extract(epoch from clock_timestamp() - min(created_at)) from reservation
                where state <> 'DONE' group by state
                """);
    }

    @Produces
    @Singleton
    Probe schemaProbe(Schema schema) {
        return new Probe("schema", schema::fault);
    }

    @Produces
    @Singleton
    BrokerCheck brokerCheck(FollowConfig config) {
        return new BrokerCheck(Map.of("bootstrap.servers", config.bootstrapServers()));
    }

    @Produces
    @Singleton
    Probe broker(BrokerCheck check) {
        return new Probe("broker", check::fault);
    }

    void close(@Disposes BrokerCheck check) {
        check.close();
    }

    void close(@Disposes LeaseKeeper keeper) {
        keeper.close();
    }

    void close(@Disposes Sweeper sweeper) {
        sweeper.close();
    }

    void close(@Disposes Schema schema) {
        schema.close();
    }

    void close(@Disposes Facilitators facilitators) {
        facilitators.close();
    }

    /** Ends the start; Quarkus prints the message before anything else, and exits with 1. */
    static ConfigurationException stop(String message) {
        return new ConfigurationException(message);
    }

    static String read(Path file, String name) {
        return SecretFile.text(file, "quittance.gateway." + name);
    }
}
