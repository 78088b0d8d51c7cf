package dev.quittance.signer.attestation;

import dev.quittance.attestation.Measurement;
import java.util.Optional;

/** Who attests: hardware, or its simulation. */
public interface DocumentProvider {
    /**
     * A fresh signed document.
     *
     * @throws AttestationFailedException when there is none now
     */
    byte[] document(byte[] nonce, byte[] publicKey, Optional<byte[]> userData);

    /**
     * What documents say that runs here.
     *
     * @throws AttestationFailedException when it cannot be told now
     */
    Measurement measurement();
}
