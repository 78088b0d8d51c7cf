package dev.quittance.facilitator.settle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Bounds of {@code /settle}. */
@ConfigMapping(prefix = "quittance.settle")
interface SettleConfig {
    /** How long a call waits for the outcome; the official clients give up after 90 seconds. */
    @WithDefault("75s")
    @WithName("wait")
    Duration waitMax();

    /** How many calls may wait at once; more are refused before anything is reserved. */
    @WithDefault("4096")
    int waitersMax();

    /** Reservations, or look-ups, that share one transaction. */
    @WithDefault("128")
    int batchMax();

    /** How long a call waits for its turn at the database. */
    @WithDefault("10s")
    Duration databaseWaitMax();

    /** Payments of one payer that may wait at once for an approval of the payer's own to be on chain. */
    @WithDefault("4")
    int preparingPerPayer();

    /** Payments of all payers that may. */
    @WithDefault("1000")
    int preparingMax();

    /** When a caller may ask again after a 503. */
    @WithDefault("2s")
    Duration retryAfter();
}
