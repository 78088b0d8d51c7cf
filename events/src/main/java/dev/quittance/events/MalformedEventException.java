package dev.quittance.events;

/**
 * An event that cannot be understood, now or later: a consumer sets it aside as a dead letter. The message is the reason
 * that is written there, so it names the fault and never quotes the event.
 */
public final class MalformedEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedEventException(String reason) {
        super(reason);
    }

    public MalformedEventException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
