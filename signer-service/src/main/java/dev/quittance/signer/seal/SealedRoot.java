package dev.quittance.signer.seal;

import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Bytes32;

/**
 * The root as it lies in the database.
 *
 * @param inForce the manifest that it is sealed to, with its approvals; bound by the seal, so that whoever changes it in the
 *     database has no root
 * @param commitment of the root, against which a recovered one is checked
 * @param sealed nonce, ciphertext and tag
 */
record SealedRoot(Envelope inForce, Bytes32 commitment, Bytes sealed) {
    Manifest manifest() {
        return inForce.manifest();
    }

    @Override
    public String toString() {
        return "SealedRoot[number=" + manifest().number() + "]";
    }
}
