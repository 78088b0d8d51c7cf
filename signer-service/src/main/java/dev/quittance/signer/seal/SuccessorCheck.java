package dev.quittance.signer.seal;

import dev.quittance.attestation.Challenge;
import dev.quittance.attestation.DocumentVerifier;
import dev.quittance.attestation.Freshness;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.Verification;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.manifest.ManifestRefusal;
import dev.quittance.attestation.manifest.ManifestRules;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.problem.ProblemException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether the root may go to another signer: all that has to be true of it, and the key for which the box is closed. */
final class SuccessorCheck {
    private final TrustRoot trust;
    private final InstantSource clock;

    SuccessorCheck(TrustRoot trust, InstantSource clock) {
        this.trust = trust;
        this.clock = clock;
    }

    /**
     * Judges a successor.
     *
     * @param inForce the manifest by which this signer has its root
     * @param document the successor's, over the challenge
     * @return the key that the attested run drew
     * @throws ProblemException naming the rule that speaks against it
     */
    BoxRecipient check(
            Manifest inForce, Envelope successor, byte[] document, Challenge challenge, CeremonyKeyProof proof) {
        Optional<ManifestRefusal> refusal = ManifestRules.refuseSuccession(successor, inForce);
        if (refusal.isPresent()) {
            throw ProblemException.refused(refusal.get().code(), refusal.get().detail());
        }
        if (successor.manifest().number() <= inForce.number()) {
            throw SuccessorRefusal.NUMBER_NOT_HIGHER.problem();
        }
        var verifier =
                new DocumentVerifier(trust, Set.of(successor.manifest().measurement()), Freshness.DEFAULT, clock);
        return switch (verifier.verify(document, challenge, Optional.empty())) {
            case Verification.Refused(var why) ->
                throw SuccessorRefusal.DOCUMENT_REFUSED.problem(
                        ": " + why.name().toLowerCase(Locale.ROOT));
            case Verification.Attested(var _, var _, var liveKey, var userData) -> {
                Optional<Bytes32> named = userData.manifest();
                if (!named.equals(Optional.of(successor.manifest().hash()))) {
                    throw SuccessorRefusal.MANIFEST_DIFFERS.problem();
                }
                yield proof.verified(liveKey).orElseThrow(SuccessorRefusal.KEY_UNPROVEN::problem);
            }
        };
    }
}
