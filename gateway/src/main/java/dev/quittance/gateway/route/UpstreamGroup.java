package dev.quittance.gateway.route;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Servers that all give the same answers.
 *
 * @param name unique in the price list; appears in logs and metrics
 * @param servers scheme, host and port of each, at least one
 * @param http2 whether they are spoken to in HTTP/2: by ALPN under https, by prior knowledge under http
 * @param connectTimeout time to connect; where absent what is configured for all
 * @param idleTimeout longest silence of a server that was asked; where absent what is configured for all
 * @param answerTimeout longest time of a paid answer that is kept; where absent what is configured for all
 * @param connectionsMax connections to each server at once; where absent what is configured for all
 * @param health how servers are looked after; where absent only by their answers
 * @param retriesMax how often a request that is safe to repeat is sent to another server
 */
public record UpstreamGroup(
        String name,
        List<URI> servers,
        boolean http2,
        Optional<Duration> connectTimeout,
        Optional<Duration> idleTimeout,
        Optional<Duration> answerTimeout,
        OptionalInt connectionsMax,
        Optional<HealthCheck> health,
        int retriesMax) {
    /** The name of the only group where a file names one upstream. */
    static final String ONLY = "upstream";

    static final int RETRIES_DEFAULT = 1;

    /**
     * A request that a healthy server answers with 2xx.
     *
     * @param path origin form
     */
    public record HealthCheck(String path, Duration every, Duration timeout) {}

    public UpstreamGroup {
        servers = List.copyOf(servers);
    }

    /** A group of one server, with what is configured for all. */
    static UpstreamGroup only(URI server) {
        return new UpstreamGroup(
                ONLY,
                List.of(server),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                RETRIES_DEFAULT);
    }
}
