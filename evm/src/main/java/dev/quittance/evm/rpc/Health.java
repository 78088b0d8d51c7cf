package dev.quittance.evm.rpc;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What is known of an endpoint.
 *
 * @param head the newest height that it was seen at
 * @param failures requests in a row that it gave no usable answer to
 * @param restsUntil before this time others are preferred
 * @param otherChain whether it was last seen serving another chain
 */
record Health(OptionalLong head, int failures, Instant restsUntil, boolean otherChain) {
    static final Health UNKNOWN = new Health(OptionalLong.empty(), 0, Instant.MIN, false);

    Health answered() {
        return failures == 0 ? this : new Health(head, 0, Instant.MIN, otherChain);
    }

    /** Enough failures in a row open the circuit, and each one after its rest opens it again. */
    Health failed(Instant now, Endpoints.Limits limits) {
        int count = failures + 1;
        return new Health(
                head, count, count >= limits.failuresMax() ? now.plus(limits.rest()) : restsUntil, otherChain);
    }

    Health seenAt(long height) {
        return new Health(OptionalLong.of(height), failures, restsUntil, false);
    }

    Health onOtherChain() {
        return new Health(OptionalLong.empty(), failures, restsUntil, true);
    }

    boolean rests(Instant now) {
        return now.isBefore(restsUntil);
    }

    boolean isBehind(long best, long lagMax) {
        return head.isPresent() && best - head.getAsLong() > lagMax;
    }
}
