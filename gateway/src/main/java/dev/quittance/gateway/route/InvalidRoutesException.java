package dev.quittance.gateway.route;

/** A routes file that cannot be used; the message is one line that names the file's line. */
public final class InvalidRoutesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidRoutesException(int line, String fault) {
        super("routes file, line " + line + ": " + fault);
    }
}
