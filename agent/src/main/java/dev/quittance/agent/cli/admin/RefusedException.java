package dev.quittance.agent.cli.admin;

/** The signer said no, and why. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
