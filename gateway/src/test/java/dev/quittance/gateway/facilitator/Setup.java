package dev.quittance.gateway.facilitator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** A gateway's configuration of facilitators, in the making. */
final class Setup {
    private static final Vertx VERTX = Vertx.vertx();
    private static final String PREFIX = "quittance.gateway.";

    private final Map<String, String> config = new HashMap<>(Map.of(PREFIX + "proof.lag-max", "500ms"));
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private InstantSource clock = InstantSource.system();
    private int count;

    /** Adds one with a name, its remembering and the trust in it. */
    Setup facilitator(String name, String url, boolean remembers, boolean trusted) {
        String each = PREFIX + "facilitators[" + count + "].";
        count++;
        config.put(each + "name", name);
        config.put(each + "url", url);
        config.put(each + "remembers", Boolean.toString(remembers));
        config.put(each + "trusted", Boolean.toString(trusted));
        config.put(each + "settle-timeout", "3s");
        return this;
    }

    Setup chain(String network, URI rpcUrl) {
        config.put(PREFIX + "chains[0].network", network);
        config.put(PREFIX + "chains[0].rpc-urls", rpcUrl.toString());
        return this;
    }

    Setup with(String name, String value) {
        config.put(PREFIX + name, value);
        return this;
    }

    Setup clock(InstantSource other) {
        clock = other;
        return this;
    }

    Facilitators build() throws IOException {
        var built = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(FacilitatorsConfig.class)
                .withDefaultValues(config)
                .build();
        return Facilitators.of(VERTX, built.getConfigMapping(FacilitatorsConfig.class), clock, metrics);
    }

    double lies(String name) {
        return metrics.counter("quittance.gateway.facilitator.lies", "facilitator", name)
                .count();
    }
}
