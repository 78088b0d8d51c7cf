package dev.quittance.transparency;

/** A log that must not be believed. */
public final class LogFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    private final LogFault fault;

    public LogFaultException(LogFault fault, String detail) {
        super(fault.code() + ": " + detail);
        this.fault = fault;
    }

    public LogFault fault() {
        return fault;
    }
}
