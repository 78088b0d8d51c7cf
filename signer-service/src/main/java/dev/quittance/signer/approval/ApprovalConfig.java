package dev.quittance.signer.approval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long approvals count. */
@ConfigMapping(prefix = "quittance.signer.approval")
public interface ApprovalConfig {
    /** From the first time that a request is made until its approvals are forgotten. */
    @WithDefault("PT1H")
    Duration life();
}
