package dev.quittance.vitals;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How a service watches what it needs. */
@ConfigMapping(prefix = "quittance.vitals")
public interface VitalsConfig {

    /** Time between two looks at each dependency. */
    @WithDefault("5s")
    Duration interval();

    /** How far this machine's clock may be from the database's. */
    @WithDefault("5s")
    Duration clockSkewMax();

    /** How far the chain's newest block may be ahead of this machine's clock. */
    @WithDefault("1m")
    Duration chainSkewMax();

    /** Dependencies without which the service counts as ready all the same; their loss is logged and measured. */
    Optional<Set<String>> spared();
}
