package dev.quittance.signer.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What it takes to widen what can be signed. */
@ConfigMapping(prefix = "quittance.signer.admin")
public interface ChangeConfig {
    /** How many different admins have to agree, the one who proposes among them; at least 1. */
    @WithDefault("2")
    int quorum();

    /** From the last agreement until the change is in force: time for an admin to withdraw it. */
    @WithDefault("PT1H")
    Duration wideningDelay();

    /** After which a change that too few agreed to is forgotten. */
    @WithDefault("P7D")
    Duration proposalLife();
}
