package dev.quittance.attestation.simulation;

import dev.quittance.attestation.AttestationDocument;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.protocol.Hex;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes documents as the Nitro device does, of a measurement that somebody else took. */
public final class SimulatedModule {
    /** As hardware's: some hours. */
    private static final Duration LEAF_LIFE = Duration.ofHours(3);

    /** A leaf is replaced before it runs out on a verifier. */
    private static final Duration LEAF_REST = Duration.ofMinutes(10);

    private final SimulatedRoot root;
    private final String name;
    private final InstantSource clock;
    private SimulatedLeaf leaf;

    /**
     * A module of this name under the root.
     *
     * @param name what follows {@link TrustRoot#SIMULATED_MODULE}
     */
    public SimulatedModule(SimulatedRoot root, String name, InstantSource clock) {
        this.root = root;
        this.name = TrustRoot.SIMULATED_MODULE + name;
        this.clock = clock;
        this.leaf = root.issue(clock.instant(), LEAF_LIFE);
    }

    /** A document of now, signed. */
    public byte[] document(Measurement measurement, byte[] nonce, byte[] publicKey, Optional<byte[]> userData) {
        // Hardware counts milliseconds.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        SimulatedLeaf current = leaf(now);
        var registers = new TreeMap<Integer, byte[]>(Map.of(
                0, Hex.decode(measurement.pcr0()),
                1, Hex.decode(measurement.pcr1()),
                2, Hex.decode(measurement.pcr2())));
        return new AttestationDocument(
                        name,
                        now,
                        registers,
                        current.certificate(),
                        List.of(root.der()),
                        Optional.of(publicKey),
                        userData,
                        Optional.of(nonce))
                .signed(current.key());
    }

    private synchronized SimulatedLeaf leaf(Instant now) {
        if (now.isAfter(leaf.expiry().minus(LEAF_REST))) {
            leaf = root.issue(now, LEAF_LIFE);
        }
        return leaf;
    }
}
