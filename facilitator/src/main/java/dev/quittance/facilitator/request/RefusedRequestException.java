package dev.quittance.facilitator.request;

import dev.quittance.protocol.x402.ErrorReason;

/** A request that cannot be understood. The message names the fault, never the input. */
public final class RefusedRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ErrorReason reason;

    RefusedRequestException(int status, ErrorReason reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    /** HTTP status, 400 or 413. */
    public int status() {
        return status;
    }

    public ErrorReason reason() {
        return reason;
    }

    /** What people read. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
