package dev.quittance.facilitator.verify;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The chains that payments are verified on: {@code quittance.chains[0].network} and so on. */
@ConfigMapping(prefix = "quittance.chains")
interface ChainConfig {
    @WithParentName
    List<Node> nodes();

    /** Where a chain is asked. */
    interface Node {
        /** CAIP-2 name. */
        String network();

        /** JSON-RPC over HTTP; may hold credentials. */
        URI rpcUrl();

        /** Longest time for one request and its answer. */
        @WithDefault("3s")
        Duration timeout();
    }
}
