package dev.quittance.gateway.proxy;

import java.time.Duration;

/**
 * What is thought of a server: {@code in} the choice until too many requests in a row failed, then out until it is found fit.
 *
 * @param failures since the last answer, while it is in
 * @param ejections since the last answer; each one lasts twice as long as the one before
 */
record Standing(boolean in, int failures, int ejections) {
    static final Standing GOOD = new Standing(true, 0, 0);

    private static final int DOUBLINGS_MAX = 20;

    /** After an answer; one that was under way when the server was taken out brings nobody back. */
    Standing answered() {
        return in ? GOOD : this;
    }

    /** After a failure; {@code ejectable} unless the server is too precious to be left alone. */
    Standing failed(int failuresMax, boolean ejectable) {
        if (!in) {
            return this;
        }
        return failures + 1 >= failuresMax && ejectable
                ? new Standing(false, 0, ejections + 1)
                : new Standing(true, Math.min(failures + 1, failuresMax), ejections);
    }

    /** After a look at a server that was out. */
    Standing looked(boolean fit) {
        return in ? this : fit ? new Standing(true, 0, ejections) : new Standing(false, 0, ejections + 1);
    }

    /** How long it is left alone before the next look. */
    Duration rest(Duration first, Duration longest) {
        var rest = first.multipliedBy(1L << Math.min(Math.max(ejections - 1, 0), DOUBLINGS_MAX));
        return rest.compareTo(longest) < 0 ? rest : longest;
    }
}
