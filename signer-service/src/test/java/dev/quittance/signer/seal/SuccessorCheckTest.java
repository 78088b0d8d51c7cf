package dev.quittance.signer.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.attestation.Challenge;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.UserData;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.simulation.SimulatedModule;
import dev.quittance.attestation.simulation.SimulatedRoot;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.signer.problem.ProblemException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuccessorCheckTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-05-04T03:02:01Z"));

    private final World world = new World();
    private final Manifest inForce = world.manifest(5, World.HERE);
    private final Envelope next = world.approved(world.manifest(6, World.ELSEWHERE));
    private final SimulatedRoot simulated = SimulatedRoot.draw(World.RANDOM, CLOCK.instant());
    private final SuccessorCheck check =
            new SuccessorCheck(TrustRoot.Simulated.parse(simulated.certificatePem()), CLOCK);
    private final KeyPair live = keyPair();
    private final BoxKey ceremony = BoxKey.draw(World.RANDOM);
    private final Challenge challenge = Challenge.draw(World.RANDOM);

    @Test
    void givesTheKeyOfTheAttestedRun() {
        assertThat(check.check(inForce, next, document(World.ELSEWHERE, next), challenge, proof(live)))
                .isEqualTo(ceremony.recipient());
    }

    @Test
    void refusesAnotherMeasurementThanTheManifests() {
        refuses(next, document(World.HERE, next), proof(live), "successor_document_refused");
    }

    @Test
    void refusesADocumentOfAnotherRoot() {
        SimulatedRoot other = SimulatedRoot.draw(World.RANDOM, CLOCK.instant());
        byte[] document = new SimulatedModule(other, "signer", CLOCK)
                .document(World.ELSEWHERE, challenge.nonce(), live.getPublic().getEncoded(), userData(next));

        refuses(next, document, proof(live), "successor_document_refused");
    }

    @Test
    void refusesADocumentForAnotherChallengeAndOneForASpentOne() {
        byte[] document = document(World.ELSEWHERE, next);
        assertThatThrownBy(() -> check.check(inForce, next, document, Challenge.draw(World.RANDOM), proof(live)))
                .isInstanceOf(ProblemException.class)
                .hasMessage("successor_document_refused");

        check.check(inForce, next, document, challenge, proof(live));
        refuses(next, document, proof(live), "successor_document_refused");
    }

    @Test
    void refusesAnOldDocument() {
        var later = InstantSource.offset(CLOCK, Duration.ofMinutes(5));
        var late = new SuccessorCheck(TrustRoot.Simulated.parse(simulated.certificatePem()), later);

        assertThatThrownBy(() -> late.check(inForce, next, document(World.ELSEWHERE, next), challenge, proof(live)))
                .isInstanceOf(ProblemException.class)
                .hasMessage("successor_document_refused");
    }

    @Test
    void refusesADocumentThatNamesAnotherManifest() {
        Envelope other = world.approved(world.manifest(7, World.ELSEWHERE));

        refuses(next, document(World.ELSEWHERE, other), proof(live), "successor_manifest_differs");
    }

    @Test
    void refusesAKeyThatTheAttestedRunDidNotDraw() {
        refuses(next, document(World.ELSEWHERE, next), proof(keyPair()), "successor_key_unproven");
    }

    @Test
    void refusesLowerNumbersAndTheSame() {
        Envelope lower = world.approved(world.manifest(4, World.ELSEWHERE));

        refuses(lower, document(World.ELSEWHERE, lower), proof(live), "manifest_number_lower");
        Envelope same = world.approved(inForce);
        refuses(same, document(World.HERE, same), proof(live), "successor_number_not_higher");
    }

    @Test
    void refusesWhatTheAdminsInForceDidNotApprove() {
        var bare = new Envelope(next.manifest(), List.of());

        refuses(bare, document(World.ELSEWHERE, next), proof(live), "manifest_quorum_lacking");
    }

    private void refuses(Envelope successor, byte[] document, CeremonyKeyProof proof, String code) {
        assertThatThrownBy(() -> check.check(inForce, successor, document, challenge, proof))
                .isInstanceOf(ProblemException.class)
                .hasMessage(code);
    }

    private byte[] document(Measurement measurement, Envelope manifest) {
        return new SimulatedModule(simulated, "signer", CLOCK)
                .document(measurement, challenge.nonce(), live.getPublic().getEncoded(), userData(manifest));
    }

    private static Optional<byte[]> userData(Envelope manifest) {
        Optional<Bytes32> hash = Optional.of(manifest.manifest().hash());
        return new UserData(hash, Optional.empty()).encode();
    }

    private CeremonyKeyProof proof(KeyPair signer) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signer.getPrivate());
            signature.update(CeremonyKeyProof.message(ceremony.recipient()));
            return new CeremonyKeyProof(
                    ceremony.recipient(),
                    Hex.encode(signature.sign()),
                    Hex.encode(live.getPublic().getEncoded()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
