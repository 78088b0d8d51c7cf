package dev.quittance.attestation.caller;

import java.io.IOException;

/** Who answered is not known to be the signer: its answer is worth no more than none. */
public final class SignerNotAttestedException extends IOException {
    private static final long serialVersionUID = 1L;

    SignerNotAttestedException(String reason) {
        super("the signer is not attested: " + reason);
    }
}
