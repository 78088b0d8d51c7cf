package dev.quittance.facilitator.verify;

import dev.quittance.facilitator.coalesce.Coalescer;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of verification. */
@ConfigMapping(prefix = "quittance.verify")
interface VerifyConfig {
    /** Payments that one request asks the chain about. */
    @WithDefault("128")
    int batchMax();

    /** Payments that may wait for the chain; more are refused for now. */
    @WithDefault("2048")
    int queueMax();

    /** Longest time from question to answer, whatever stands before it. */
    @WithDefault("5s")
    Duration waitMax();

    /** How often a batch is asked again for members that others may have spoilt. */
    @WithDefault("16")
    int repeatsMax();

    /** How long an amount that was only verified counts against its payer's balance, for the caller that had it verified. */
    @WithDefault("5s")
    Duration holdTime();

    /** Verified payments that are held at once; beyond, the oldest hold ends early. */
    @WithDefault("65536")
    int holdsMax();

    default Coalescer.Limits limits() {
        return new Coalescer.Limits(batchMax(), queueMax(), waitMax());
    }
}
