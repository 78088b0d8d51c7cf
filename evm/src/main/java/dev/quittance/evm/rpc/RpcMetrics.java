package dev.quittance.evm.rpc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Shows each endpoint of a chain: {@code quittance.rpc.requests} and {@code quittance.rpc.endpoint.usable}. */
public final class RpcMetrics {
    private RpcMetrics() {}

    /**
     * Measures from now on.
     *
     * @param chain its CAIP-2 name
     */
    public static void watch(Endpoints endpoints, String chain, MeterRegistry metrics) {
        for (String endpoint : endpoints.origins()) {
            Gauge.builder("quittance.rpc.endpoint.usable", endpoints, all -> all.usable(endpoint) ? 1 : 0)
                    .description(
                            "1 while the endpoint serves the right chain, is not behind the others and does not rest")
                    .tag("chain", chain)
                    .tag("endpoint", endpoint)
                    .register(metrics);
        }
        endpoints.observe((endpoint, took, answered) -> Timer.builder("quittance.rpc.requests")
                .description("exchanges with an endpoint; unanswered: no usable answer came")
                .tag("chain", chain)
                .tag("endpoint", endpoint)
                .tag("result", answered ? "answered" : "unanswered")
                .register(metrics)
                .record(took));
    }
}
