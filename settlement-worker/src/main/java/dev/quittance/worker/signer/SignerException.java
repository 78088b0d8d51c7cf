package dev.quittance.worker.signer;

/** The signer gave no transaction that may be sent. The attempt stays as it is and is asked for again. */
public final class SignerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No usable answer: asking again is right. */
        UNAVAILABLE,
        /** A rule of the signer forbids it; asking again gives the same until somebody changes the rule. */
        REFUSED,
        /** What came back is not what was asked for. It is never stored and never sent. */
        NOT_AS_ASKED
    }

    private final Kind kind;

    SignerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
