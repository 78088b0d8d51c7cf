package dev.quittance.facilitator.verify;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The chains that payments are verified on, by EIP-155 number. */
@ConfigMapping(prefix = "quittance.chain")
interface ChainConfig {
    @WithParentName
    Map<Long, Node> nodes();

    /** Where a chain is asked. */
    interface Node {
        /** JSON-RPC over HTTP; may hold credentials. */
        URI rpcUrl();

        /** Longest time for one request and its answer. */
        @WithDefault("3s")
        Duration timeout();
    }
}
