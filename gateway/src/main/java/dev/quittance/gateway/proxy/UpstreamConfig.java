package dev.quittance.gateway.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits towards the upstreams; a routes file may name other ones for a group. */
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

    /** Requests to a server that fail in a row before it is taken out. */
    @WithDefault("3")
    int failuresMax();

    /** How long a server is left alone that was taken out; each time in a row twice as long. */
    @WithDefault("1s")
    Duration restFirst();

    /** Longest time that a server is left alone before it is looked at again. */
    @WithDefault("30s")
    Duration restMax();

    /** Connections at once that were upgraded to WebSocket, to each server. */
    @WithDefault("1024")
    int upgradedMax();

    /** Whether a CORS preflight of a priced path goes to the first upstream; else the answer is 405. */
    @WithDefault("false")
    boolean passPreflights();

    /** Largest headers of an answer, in bytes. */
    @WithDefault("32768")
    int headerBytesMax();
}
