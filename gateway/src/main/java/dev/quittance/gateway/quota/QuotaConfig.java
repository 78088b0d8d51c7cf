package dev.quittance.gateway.quota;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of counting free requests. */
@ConfigMapping(prefix = "quittance.gateway.quota")
public interface QuotaConfig {

    /** Free requests that are counted at once; those beyond are challenged. */
    @WithDefault("64")
    int requestsMax();

    /** How long nothing is counted, and nothing free, after the database failed. */
    @WithDefault("5s")
    Duration restAfterFailure();

    /** How often counts that are over are deleted, by the thousand. */
    @WithDefault("1m")
    Duration sweepEvery();
}
