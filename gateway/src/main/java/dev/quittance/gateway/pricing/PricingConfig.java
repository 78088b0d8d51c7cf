package dev.quittance.gateway.pricing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of questions to pricing endpoints. */
@ConfigMapping(prefix = "quittance.gateway.pricing")
public interface PricingConfig {

    /** Questions to pricing endpoints at once. */
    @WithDefault("32")
    int connectionsMax();

    /** Questions that may wait for a connection, beyond which requests are turned away. */
    @WithDefault("256")
    int waitingMax();

    /** Largest answer of a pricing endpoint. */
    @WithDefault("4096")
    MemorySize answerBytesMax();

    /** Prices that are remembered at once. */
    @WithDefault("10000")
    int cachedMax();
}
