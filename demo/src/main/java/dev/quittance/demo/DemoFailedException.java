package dev.quittance.demo;

/** A leg of the demo failed; the message is one line for a person. */
final class DemoFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailedException(String message) {
        super(message);
    }
}
