package dev.quittance.gateway.reservation;

/** The database did not answer, or refused; what was asked of it may or may not have happened. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreUnavailableException(Throwable cause) {
        super("the reservation store is not available", cause);
    }
}
