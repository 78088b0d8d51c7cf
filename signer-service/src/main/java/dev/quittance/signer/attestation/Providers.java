package dev.quittance.signer.attestation;

import dev.quittance.attestation.simulation.SimulatedModule;
import dev.quittance.attestation.simulation.SimulatedRoot;
import dev.quittance.signer.measurement.OwnMeasurement;
import dev.quittance.vitals.SecretFile;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Makes the provider that is configured. */
final class Providers {
    private static final Logger LOG = Logger.getLogger(Providers.class);

    @Produces
    @Singleton
    DocumentProvider provider(AttestationConfig config, OwnMeasurement own, SecureRandom random, Clock clock) {
        return switch (config.provider()) {
            case SIMULATED -> {
                LOG.warn("Attestation is SIMULATED: no hardware vouches for what runs here");
                var module = new SimulatedModule(root(config.rootFile(), random, clock), "signer", clock);
                yield new SimulatedProvider(module, own.measurement());
            }
            case NITRO -> new NitroProvider(NitroDevice.open(config.device()));
        };
    }

    @Produces
    @Singleton
    @DefaultBean
    ManifestHash noManifest() {
        return Optional::empty;
    }

    private static SimulatedRoot root(Optional<Path> file, SecureRandom random, Clock clock) {
        if (file.isEmpty()) {
            LOG.warn(
                    "No quittance.signer.attestation.root-file: documents are of a root of this run, which no caller knows");
            return SimulatedRoot.draw(random, clock.instant());
        }
        return SimulatedRoot.parse(SecretFile.text(file.get(), "quittance.signer.attestation.root-file"), random);
    }
}
