package dev.quittance.bench;

import dev.quittance.attestation.Challenge;
import dev.quittance.attestation.DocumentVerifier;
import dev.quittance.attestation.Freshness;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.UserData;
import dev.quittance.attestation.Verification;
import dev.quittance.attestation.simulation.SimulatedModule;
import dev.quittance.attestation.simulation.SimulatedRoot;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** How long one attestation document takes to verify, with its certificates: the median, on one thread. */
final class DocumentVerification {
    private static final int WARM_UP = 300;
    private static final int MEASURED = 300;

    private DocumentVerification() {}

    static Metric measure() {
        var random = new SecureRandom();
        var clock = InstantSource.system();
        SimulatedRoot root = SimulatedRoot.draw(random, clock.instant());
        var module = new SimulatedModule(root, "bench", clock);
        String register = "0x" + "01".repeat(Measurement.REGISTER_LENGTH);
        var measurement = new Measurement(register, register, register);
        var verifier = new DocumentVerifier(
                TrustRoot.Simulated.parse(root.certificatePem()), Set.of(measurement), Freshness.DEFAULT, clock);
        byte[] liveKey = liveKey();
        Optional<byte[]> userData = new UserData(Optional.empty(), Optional.empty()).encode();
        var nanos = new long[WARM_UP + MEASURED];
        for (int i = 0; i < nanos.length; i++) {
            Challenge challenge = Challenge.draw(random);
            byte[] document = module.document(measurement, challenge.nonce(), liveKey, userData);
            long begin = System.nanoTime();
            Verification judged = verifier.verify(document, challenge, Optional.empty());
            nanos[i] = System.nanoTime() - begin;
            if (!(judged instanceof Verification.Attested)) {
                throw new BenchFailedException("a good document is refused: " + judged);
            }
        }
        long[] measured = Arrays.copyOfRange(nanos, WARM_UP, nanos.length);
        Arrays.sort(measured);
        return Metric.of("signer", "attestation_verify_ms", measured[MEASURED / 2] / 1e6, "ms");
    }

    private static byte[] liveKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }
}
