package dev.quittance.signer.attestation;

import dev.quittance.protocol.Bytes32;
import java.util.Optional;

/** By which manifest the signer was started. */
public interface ManifestHash {
    /** SHA-256 of the manifest; absent where there is none. */
    Optional<Bytes32> hash();
}
