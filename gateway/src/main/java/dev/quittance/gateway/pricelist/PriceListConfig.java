package dev.quittance.gateway.pricelist;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The price list that programs read at {@code /.well-known/x402}. */
@ConfigMapping(prefix = "quittance.gateway.price-list")
public interface PriceListConfig {

    /** Whether it is told; otherwise that path is one like any other. */
    @WithDefault("true")
    boolean enabled();

    /** How long clients and caches may keep it. */
    @WithDefault("1m")
    Duration cacheable();
}
