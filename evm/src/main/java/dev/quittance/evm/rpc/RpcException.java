package dev.quittance.evm.rpc;

/** A node gave no answer that could be used. The message names the node by scheme, host and port only. */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. Only {@link #ERROR} says that the node understood the request and refused it. */
    public enum Kind {
        /** No whole answer arrived: connection, time limit, HTTP status, or more bytes than allowed. What was asked may have been done. */
        TRANSPORT,
        /** An answer arrived that contradicts JSON-RPC, the method's form, or itself. What was asked may have been done. */
        PROTOCOL,
        /** The node answered with an error. */
        ERROR,
        /** The node serves another chain than expected. */
        WRONG_CHAIN
    }

    private final Kind kind;

    RpcException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** The kind of failure. */
    public Kind kind() {
        return kind;
    }
}
