package dev.quittance.agent.ceremony;

/** The signer refused a step of a ceremony, or the step made no sense; the message says why in one line. */
public final class CeremonyRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public CeremonyRefusedException(String message) {
        super(message);
    }
}
