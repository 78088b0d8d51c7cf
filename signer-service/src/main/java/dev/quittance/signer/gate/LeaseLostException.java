package dev.quittance.signer.gate;

/** Ends a transaction of a signer that no longer holds the lease. */
final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException() {
        super("the lease is not held", null, false, false);
    }
}
