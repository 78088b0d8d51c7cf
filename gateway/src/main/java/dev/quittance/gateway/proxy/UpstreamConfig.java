package dev.quittance.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits towards the upstream. */
@ConfigMapping(prefix = "quittance.gateway.upstream")
public interface UpstreamConfig {

    /** Time to connect to the upstream. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** Longest silence of an upstream that was asked, before or within its answer. */
    @WithDefault("60s")
    Duration idleTimeout();

    /** Longest time that a paid answer which is kept may take from its head to its end. */
    @WithDefault("2m")
    Duration answerTimeout();

    /** Connections to the upstream at once. */
    @WithDefault("256")
    int connectionsMax();

    /** Requests that may wait for a connection. */
    @WithDefault("1024")
    int waitingMax();

    /** Largest headers of an answer, in bytes. */
    @WithDefault("32768")
    int headerBytesMax();
}
