package dev.quittance.signer.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a signer that fell silent is waited for. */
@ConfigMapping(prefix = "quittance.signer.lease")
public interface LeaseConfig {
    /** Time after which a lease that was not renewed is free, by the database's clock. */
    @WithDefault("PT3S")
    Duration life();

    /** Time after which the lease is renewed, and between a standby's attempts to get it. */
    @WithDefault("PT1S")
    Duration renewal();

    /**
     * To be set by whoever put a copy of the database's files back in place, which nothing in the database tells; to be unset
     * once the signer has started.
     */
    @WithDefault("false")
    boolean databaseRestored();
}
