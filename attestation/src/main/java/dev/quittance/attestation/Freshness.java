package dev.quittance.attestation;

import java.time.Duration;

/**
 * Which times are believed.
 *
 * @param ageMax how old a document may be
 * @param skewMax how far ahead of one's own clock
 */
public record Freshness(Duration ageMax, Duration skewMax) {
    /** For documents that answer a challenge just asked. */
    public static final Freshness DEFAULT = new Freshness(Duration.ofMinutes(1), Duration.ofSeconds(5));

    public Freshness {
        if (ageMax.isNegative() || skewMax.isNegative()) {
            throw new IllegalArgumentException("neither age nor skew is negative");
        }
    }
}
