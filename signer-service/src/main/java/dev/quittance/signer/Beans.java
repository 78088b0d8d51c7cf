package dev.quittance.signer;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** What the service takes from outside itself: time, randomness, the curve, the known chains and assets. */
final class Beans {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    Secp256k1 curve() {
        return Secp256k1.create();
    }

    @Produces
    @Singleton
    Registry registry() {
        return Registry.builtIn();
    }
}
