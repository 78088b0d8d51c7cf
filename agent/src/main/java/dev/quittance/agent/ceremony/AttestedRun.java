package dev.quittance.agent.ceremony;

import dev.quittance.attestation.Verification;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.Bytes32;
import java.util.Optional;

/** A run of a signer whose attestation document was believed: whose keys a secret may be closed for. */
public final class AttestedRun {
    private final Verification.Attested document;

    AttestedRun(Verification.Attested document) {
        this.document = document;
    }

    /**
     * The ceremony key of this run.
     *
     * @param awaited the manifest on which the signer waits for its root
     * @throws CeremonyRefusedException when the document is about another manifest, or the key is another run's
     */
    public BoxRecipient key(Manifest awaited, CeremonyKeyProof proof) throws CeremonyRefusedException {
        Optional<Bytes32> named = document.userData().manifest();
        if (!named.equals(Optional.of(awaited.hash()))) {
            throw new CeremonyRefusedException("the signer's document names another manifest: "
                    + named.map(Bytes32::toString).orElse("none"));
        }
        return proof.verified(document.liveKey())
                .orElseThrow(() -> new CeremonyRefusedException(
                        "the live key of the signer's document did not sign the ceremony key"));
    }
}
