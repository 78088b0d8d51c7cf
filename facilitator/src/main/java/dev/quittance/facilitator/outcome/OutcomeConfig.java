package dev.quittance.facilitator.outcome;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How outcomes reach the calls that wait for them. */
@ConfigMapping(prefix = "quittance.outcome")
interface OutcomeConfig {
    /** Kafka consumer group, shared by all replicas. */
    @WithDefault("facilitator")
    String consumerGroup();

    /** Outcomes that share one transaction. */
    @WithDefault("500")
    int batchMax();

    /** How long outcomes wait for one before them that does not come; then it counts as lost. */
    @WithDefault("1m")
    Duration gapMax();

    /** Payments whose gaps are passed in one transaction. */
    @WithDefault("100")
    int gapsMax();

    /** How often answers are looked for when no notification came. */
    @WithDefault("250ms")
    Duration sweepInterval();
}
