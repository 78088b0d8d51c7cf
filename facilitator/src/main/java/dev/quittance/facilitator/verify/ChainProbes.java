package dev.quittance.facilitator.verify;

import dev.quittance.vitals.Probe;
import dev.quittance.vitals.VitalsConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Whether the chains can be read, and what time they have. */
final class ChainProbes {
    @Produces
    @Singleton
    Probe chain(Chains chains) {
        return new Probe(
                "chain",
                () -> chains.checks().stream()
                        .flatMap(check -> check.fault().stream())
                        .findFirst());
    }

    @Produces
    @Singleton
    Probe time(Chains chains, InstantSource clock, VitalsConfig config) {
        return new Probe(
                "chain-time",
                () -> chains.checks().stream()
                        .flatMap(check -> check.clockFault(clock, config.chainSkewMax()).stream())
                        .findFirst());
    }
}
