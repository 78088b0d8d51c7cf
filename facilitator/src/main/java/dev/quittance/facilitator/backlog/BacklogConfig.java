package dev.quittance.facilitator.backlog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the backlog is watched. */
@ConfigMapping(prefix = "quittance.backlog")
interface BacklogConfig {
    /** How often it is looked at. */
    @WithDefault("5s")
    Duration interval();
}
