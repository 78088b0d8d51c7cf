package dev.quittance.facilitator.verify;

/** The chain cannot be asked now. Nothing is known of the payment, and nothing was done. */
public final class ChainUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChainUnavailableException(String message) {
        super(message);
    }
}
