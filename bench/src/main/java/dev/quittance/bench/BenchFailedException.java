package dev.quittance.bench;

/** A bench found that a promise was broken, or could not run; the message is one line. */
final class BenchFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailedException(String message) {
        super(message);
    }
}
