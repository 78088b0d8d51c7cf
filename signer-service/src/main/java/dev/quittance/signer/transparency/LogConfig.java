package dev.quittance.signer.transparency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** The transparency log and its witnesses. */
@ConfigMapping(prefix = "quittance.signer.log")
public interface LogConfig {
    /** Name of the log in its checkpoints; each installation has its own, and never changes it. No spaces, no plus sign. */
    @WithDefault("quittance-signer")
    String origin();

    /** Principals whose checkpoints count: they keep the newest one that they saw and present it. */
    Optional<Set<String>> witnesses();

    /**
     * How many of the witnesses must agree with the database, after each start or takeover, before anything is signed. With 0
     * nobody need agree, and a database that was rolled back may go unnoticed.
     */
    @WithDefault("0")
    int quorum();
}
