package dev.quittance.gateway.proxy;

/** All servers of a group are out: none is asked. */
final class UpstreamOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UpstreamOutException() {
        super("all servers are out", null, false, false);
    }
}
