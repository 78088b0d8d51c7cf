package dev.quittance.signer.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds on what is signed for agents. */
@ConfigMapping(prefix = "quittance.signer")
public interface PaymentConfig {
    /** Longest life of an authorization. */
    @WithDefault("PT1H")
    Duration authorizationLifeMax();
}
