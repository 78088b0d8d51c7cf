package dev.quittance.signer.gate;

import dev.quittance.protocol.Bytes32;

/** Ends a request that others have to agree to first; asked again after that, it is decided anew. */
public final class ApprovalRequiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Bytes32 fingerprint;

    ApprovalRequiredException(Bytes32 fingerprint) {
        // No stack trace: this is an answer, not a fault.
        super("approval_required", null, false, false);
        this.fingerprint = fingerprint;
    }

    /** SHA-256 of the canonical request: what the approvers agree to. */
    public Bytes32 fingerprint() {
        return fingerprint;
    }
}
