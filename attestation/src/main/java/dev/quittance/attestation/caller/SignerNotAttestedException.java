package dev.quittance.attestation.caller;

import dev.quittance.attestation.Refusal;
import java.io.IOException;

/** Who answered is not known to be the signer: its answer is worth no more than none. */
public final class SignerNotAttestedException extends IOException {
    private static final long serialVersionUID = 1L;

    SignerNotAttestedException(String reason) {
        super("the signer is not attested: " + reason);
    }

    SignerNotAttestedException(Refusal refusal) {
        this(refusal.name() + "; " + advice(refusal));
    }

    /** What whoever runs the caller has to do; files are named as the composed suite's secrets are. */
    private static String advice(Refusal refusal) {
        return switch (refusal) {
            case MEASUREMENT, MEASUREMENT_MISSING, MEASUREMENT_ZERO ->
                "it does not run what signer-measurements expects; if you deployed another signer, measure its image and"
                        + " add the line there, else stop it and find out who changed it";
            case ROOT, CHAIN, CERTIFICATE, LEAF, MODULE ->
                "another authority vouches for it than attestation-root.crt; if you changed the root, replace the file,"
                        + " else find out who answers there";
            case EXPIRED, TOO_OLD, FUTURE -> "synchronise this machine's clock and the signer's with NTP";
            case TLS_KEY -> "somebody is between it and this caller; find out what answers at its address";
            case TOO_LARGE,
                    MALFORMED,
                    INDEFINITE_LENGTH,
                    NOT_SHORTEST,
                    DUPLICATE_KEY,
                    UNKNOWN_KEY,
                    TRAILING_BYTES,
                    ALGORITHM,
                    SIGNATURE,
                    NONCE,
                    NONCE_REUSED,
                    PUBLIC_KEY,
                    USER_DATA ->
                "what answers at its address is no signer of this version; correct the address, or deploy the version";
        };
    }
}
