package dev.quittance.facilitator.gas;

import java.util.Optional;

/**
 * Gas that a settlement needs of this day's.
 *
 * @param client for whom
 * @param gas no less than it can take
 * @param clientMax what all settlements of the client may take in a day; not limited when absent
 * @param totalMax what all settlements may take in a day; not limited when absent
 */
public record GasClaim(String client, Gas gas, Optional<Long> clientMax, Optional<Long> totalMax) {
    /**
     * Units of gas.
     *
     * @param estimate all of it
     * @param lasting the part that stays counted whatever the payment's transaction takes
     */
    public record Gas(long estimate, long lasting) {}
}
