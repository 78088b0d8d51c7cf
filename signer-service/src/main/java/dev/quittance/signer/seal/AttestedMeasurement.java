package dev.quittance.signer.seal;

import dev.quittance.attestation.Measurement;
import dev.quittance.signer.attestation.DocumentProvider;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What the root is sealed to: what documents say that runs here. */
final class AttestedMeasurement {
    @Produces
    @Singleton
    Measurement measurement(DocumentProvider provider) {
        return provider.measurement();
    }
}
