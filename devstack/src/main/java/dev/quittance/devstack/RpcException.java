package dev.quittance.devstack;

import java.util.Optional;

/** The chain's error answer to a JSON-RPC call. */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String data;

    RpcException(int code, String message, String data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    /** JSON-RPC error code; 3 is a revert. */
    public int code() {
        return code;
    }

    /** The revert's bytes as hexadecimal text. */
    public Optional<String> data() {
        return Optional.of(data).filter(text -> !text.isEmpty());
    }
}
