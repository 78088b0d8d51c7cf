package dev.quittance.gateway.sweep;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** How payments are looked after that nobody works on. */
@ConfigMapping(prefix = "quittance.gateway")
public interface SweepConfig {

    /** Time between two looks. */
    @WithDefault("5s")
    @WithName("sweep.period")
    Duration period();

    /** Rows of one look. */
    @WithDefault("100")
    @WithName("sweep.batch-max")
    int batchMax();

    /** How long a paid request may stay away before its payment is due for a refund. */
    @WithDefault("1h")
    Duration undeliveredAfter();
}
