package dev.quittance.signer.attestation;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.simulation.SimulatedModule;
import java.util.Optional;

/** The process's word on what it is, signed with a key that is no hardware's. */
final class SimulatedProvider implements DocumentProvider {
    private final SimulatedModule module;
    private final Measurement measurement;

    SimulatedProvider(SimulatedModule module, Measurement measurement) {
        this.module = module;
        this.measurement = measurement;
    }

    @Override
    public byte[] document(byte[] nonce, byte[] publicKey, Optional<byte[]> userData) {
        return module.document(measurement, nonce, publicKey, userData);
    }

    @Override
    public Measurement measurement() {
        return measurement;
    }
}
