package dev.quittance.signer.attestation;

/** The provider gives no document. */
public final class AttestationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AttestationFailedException(String message) {
        super(message);
    }
}
