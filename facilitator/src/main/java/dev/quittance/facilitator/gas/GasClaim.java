package dev.quittance.facilitator.gas;

import java.util.Optional;

/**
 * Gas that a settlement needs of this day's.
 *
 * @param client for whom
 * @param estimate units of gas, no less than it can take
 * @param clientMax what all settlements of the client may take in a day; not limited when absent
 * @param totalMax what all settlements may take in a day; not limited when absent
 */
public record GasClaim(String client, long estimate, Optional<Long> clientMax, Optional<Long> totalMax) {}
