package dev.quittance.signer.receipt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds on the receipts that are signed. */
@ConfigMapping(prefix = "quittance.signer.receipt")
public interface ReceiptConfig {
    /** How far ahead of this clock a receipt may be dated; an old date is right after an outage. */
    @WithDefault("PT1M")
    Duration ahead();
}
