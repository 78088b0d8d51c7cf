package dev.quittance.signer.attestation;

import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;

/** A limit for what anybody may ask for. */
public final class PerSecond {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final long SECOND = 1_000_000_000L;

    private final int limit;
    private final Problem beyond;
    private long since = System.nanoTime();
    private int given;

    /**
     * Nothing is asked for yet.
     *
     * @param limit so many in a second
     * @param code of the answer to whoever comes beyond
     */
    public PerSecond(int limit, String code, String detail) {
        this.limit = limit;
        this.beyond = new Problem(TOO_MANY_REQUESTS, code, detail);
    }

    /**
     * Counts one more.
     *
     * @throws ProblemException 429 beyond the limit
     */
    public synchronized void take() {
        long now = System.nanoTime();
        if (now - since >= SECOND) {
            since = now;
            given = 0;
        }
        given++;
        if (given > limit) {
            throw new ProblemException(beyond);
        }
    }
}
