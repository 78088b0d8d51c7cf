package dev.quittance.signer.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A rolling time over which spends are summed, in 60 buckets. A spend counts until the end of its bucket and the whole window
 * after that: up to a sixtieth longer than it must, and never shorter.
 */
public enum Window {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),
    /** Thirty days. */
    MONTH(Duration.ofDays(30));

    private static final int BUCKETS = 60;

    private final Duration length;

    Window(Duration length) {
        this.length = length;
    }

    /** The wire text, lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How long a spend has to count. */
    public Duration length() {
        return length;
    }

    /** Unix seconds at which the bucket of a time begins. */
    public long bucketOf(Instant time) {
        long width = bucketSeconds();
        return Math.floorDiv(time.getEpochSecond(), width) * width;
    }

    /** Whether what was spent in a bucket still counts at a time. */
    public boolean counts(long bucket, Instant now) {
        return now.getEpochSecond() < bucket + bucketSeconds() + length.toSeconds();
    }

    /** Unix seconds of the oldest bucket that counts at a time. */
    public long oldestAt(Instant now) {
        long width = bucketSeconds();
        return Math.floorDiv(now.getEpochSecond() - length.toSeconds() - width, width) * width + width;
    }

    private long bucketSeconds() {
        return length.toSeconds() / BUCKETS;
    }
}
