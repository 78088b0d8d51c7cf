package dev.quittance.signer.gate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much the gate takes on. */
@ConfigMapping(prefix = "quittance.signer.gate")
public interface GateConfig {
    /** Most requests that one transaction decides about. */
    @WithDefault("256")
    int batchMax();

    /** Most requests that wait; more are turned away. */
    @WithDefault("4096")
    int queueMax();

    /** Longest that a request waits for its decision; after that it is unknown to its caller, who may ask again. */
    @WithDefault("PT10S")
    Duration waitMax();

    /** Time between merges of what was spent into coarser buckets. */
    @WithDefault("PT5M")
    Duration compaction();

    /** Most refused tokens that are journaled in a second; more are only counted. */
    @WithDefault("50")
    int tokenDenialsPerSecond();
}
