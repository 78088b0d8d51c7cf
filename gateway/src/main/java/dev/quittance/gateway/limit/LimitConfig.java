package dev.quittance.gateway.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;

/** How much one client may ask of this replica; replicas count each for themselves. 0 is no limit. */
@ConfigMapping(prefix = "quittance.gateway.limit")
public interface LimitConfig {

    /** Networks that no limit of a client counts for. */
    @WithDefault("127.0.0.0/8,::1")
    List<String> exempt();

    /** Requests of a client, a second. */
    @WithDefault("500")
    int requestsPerSecond();

    /** Requests that a client may send at once after a pause. */
    @WithDefault("1000")
    int requestsBurst();

    /** Requests of a client in work at once. */
    @WithDefault("256")
    int requestsRunning();

    /** Challenges for a client, a second; beyond them only requests with a payment are heard. */
    @WithDefault("100")
    int challengesPerSecond();

    /** Challenges that a client may get at once after a pause. */
    @WithDefault("400")
    int challengesBurst();

    /** Paid requests of a payer, a second. */
    @WithDefault("100")
    int paymentsPerSecond();

    /** Paid requests that a payer may send at once after a pause. */
    @WithDefault("400")
    int paymentsBurst();

    /** Connections of a client at once; those of trusted proxies are not counted. */
    @WithDefault("512")
    int connections();

    /** Clients and payers that are remembered, each; beyond them new ones share one account until others have paused. */
    @WithDefault("100000")
    int remembered();

    /** Header fields of a request. */
    @WithDefault("100")
    int headerFields();

    /** Time for the first request's head on a connection; what stalls in later ones lives as long as an idle connection. */
    @WithDefault("10s")
    Duration headTimeout();

    /** Longest time from an answer to the next request's whole head on the same connection. */
    @WithDefault("2m")
    Duration pauseMax();

    /** What a body must bring within a head timeout in which it brings anything; after three times less the connection ends. */
    @WithDefault("256")
    @WithName("body-bytes-min")
    MemorySize bodyBytesMin();
}
