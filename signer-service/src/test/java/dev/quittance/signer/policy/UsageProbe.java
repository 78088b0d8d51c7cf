package dev.quittance.signer.policy;

import java.math.BigInteger;
import java.time.Instant;

/** Lets tests of other packages see what the policy sees. */
public final class UsageProbe {
    private UsageProbe() {}

    /** What counts in a window at a time. */
    public static BigInteger spent(Usage usage, Usage.Key key, Window window, Instant now) {
        return usage.spent(key, window, now);
    }
}
