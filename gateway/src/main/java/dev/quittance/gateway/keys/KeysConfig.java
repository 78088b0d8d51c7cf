package dev.quittance.gateway.keys;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How keys are replaced. */
@ConfigMapping(prefix = "quittance.gateway.keys")
public interface KeysConfig {

    /** How often the files of challenge and answer keys are looked at. */
    @WithDefault("5s")
    Duration interval();

    /** How long a key must be known before it may issue, so that every replica has it by then. */
    @WithDefault("1m")
    Duration notice();
}
