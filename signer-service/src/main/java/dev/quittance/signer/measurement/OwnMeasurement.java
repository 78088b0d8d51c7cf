package dev.quittance.signer.measurement;

import dev.quittance.attestation.Measurement;
import jakarta.inject.Singleton;

/** What this process is, taken once, before it holds any key. The process measures itself: who owns its machine can lie. */
@Singleton
public final class OwnMeasurement {
    private final Measurement measurement = Measured.ofThisProcess().measurement();

    public Measurement measurement() {
        return measurement;
    }
}
