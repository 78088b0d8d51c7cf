package dev.quittance.facilitator.request;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of what callers may send. */
@ConfigMapping(prefix = "quittance.request")
interface RequestConfig {
    /** Longest body of {@code /verify} and {@code /settle}, in bytes. */
    @WithDefault("65536")
    int bodyBytesMax();
}
