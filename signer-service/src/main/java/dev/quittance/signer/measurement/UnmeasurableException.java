package dev.quittance.signer.measurement;

/** Something runs here whose digest nobody could compute again; the service does not start with it. */
public final class UnmeasurableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnmeasurableException(String message) {
        super(message);
    }
}
