package dev.quittance.gateway.route;

import java.time.Duration;

/**
 * What each client gets of a route without paying.
 *
 * @param free requests in each span of time
 * @param every the spans follow each other from the epoch on
 */
public record Quota(int free, Duration every) {
    static final int FREE_MAX = 1_000_000;
}
