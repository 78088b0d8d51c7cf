package dev.quittance.signer.transfer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds on refunds and payouts. */
@ConfigMapping(prefix = "quittance.signer.transfer")
public interface TransferConfig {
    /** How long a transfer can be put on chain: longer than an outage of whatever does that. */
    @WithDefault("PT24H")
    Duration life();
}
