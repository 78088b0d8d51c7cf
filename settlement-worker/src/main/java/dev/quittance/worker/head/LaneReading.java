package dev.quittance.worker.head;

import dev.quittance.worker.lane.LaneView;

/**
 * A lane that this worker holds, beside the chain.
 *
 * @param nonceGap nonces that were allotted and that the newest block does not hold yet
 */
public record LaneReading(LaneView lane, long nonceGap) {}
