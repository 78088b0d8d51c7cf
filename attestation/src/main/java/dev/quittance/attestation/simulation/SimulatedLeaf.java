package dev.quittance.attestation.simulation;

import java.security.PrivateKey;
import java.time.Instant;

/**
 * A key that signs documents for a few hours.
 *
 * @param certificate DER
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares leaves
record SimulatedLeaf(PrivateKey key, byte[] certificate, Instant expiry) {
    @Override
    public String toString() {
        return "SimulatedLeaf[until " + expiry + "]";
    }
}
