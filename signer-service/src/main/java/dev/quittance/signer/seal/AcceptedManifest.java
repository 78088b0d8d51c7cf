package dev.quittance.signer.seal;

import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.attestation.ManifestHash;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The manifest on which this signer started, or waits for its root; documents carry its hash. */
@Singleton
final class AcceptedManifest implements ManifestHash {
    private volatile Optional<Bytes32> hash = Optional.empty();

    @Override
    public Optional<Bytes32> hash() {
        return hash;
    }

    void accept(Manifest manifest) {
        hash = Optional.of(manifest.hash());
    }
}
