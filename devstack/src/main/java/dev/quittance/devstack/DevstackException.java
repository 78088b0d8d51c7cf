package dev.quittance.devstack;

/** A part of the devstack cannot start or answer; the message is one line that a newcomer can act on. */
public final class DevstackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DevstackException(String message) {
        super(message);
    }

    public DevstackException(String message, Throwable cause) {
        super(message, cause);
    }
}
