package dev.quittance.attestation;

/** Ends the reading of bytes that are not believed. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    /** Without a stack trace: this is an answer, not a fault. */
    public RefusedException(Refusal refusal) {
        super(refusal.name(), null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
