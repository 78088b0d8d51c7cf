package dev.quittance.facilitator;

import dev.quittance.events.BrokerCheck;
import dev.quittance.events.KafkaSettings;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.supported.SettlementConfig;
import dev.quittance.facilitator.verify.Chains;
import dev.quittance.schemes.Schemes;
import dev.quittance.vitals.Probe;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;

/** What the features share. */
final class Wiring {
    private static final Duration PRODUCER_CLOSE_MAX = Duration.ofSeconds(5);

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    /** The chains that are configured, and their assets: nothing else is ever spoken of. */
    @Produces
    @Singleton
    Registry registry(Chains chains) {
        return chains.registry();
    }

    @Produces
    @Singleton
    PaymentStore payments(InstantSource clock) {
        return new PaymentStore(clock);
    }

    @Produces
    @Singleton
    Schemes schemes(Chains chains, SettlementConfig settlement) {
        return new Schemes(
                chains.registry(), Secp256k1.create(), Set.copyOf(settlement.senders()), settlement.fundingMax());
    }

    @Produces
    @Singleton
    Producer<String, byte[]> producer(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        return KafkaSettings.producer(broker);
    }

    @Produces
    @Singleton
    BrokerCheck brokerCheck(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        return new BrokerCheck(broker);
    }

    @Produces
    @Singleton
    Probe broker(BrokerCheck check) {
        return new Probe("broker", check::fault);
    }

    void close(@Disposes BrokerCheck check) {
        check.close();
    }

    void close(@Disposes Producer<String, byte[]> producer) {
        producer.close(PRODUCER_CLOSE_MAX);
    }
}
