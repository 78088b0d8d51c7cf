package dev.quittance.facilitator.verify;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The chains that payments are verified on: {@code quittance.chains[0].network} and so on. */
@ConfigMapping(prefix = "quittance.chains")
interface ChainConfig {
    @WithParentName
    List<Node> nodes();

    /** Where a chain is asked. */
    interface Node {
        /** CAIP-2 name. */
        String network();

        /** JSON-RPC endpoints, separated by commas, the preferred one first; may hold credentials. */
        @WithName("rpc-url")
        List<URI> rpcUrls();

        /** Longest time for one request and its answer. */
        @WithDefault("3s")
        Duration timeout();

        /** Factories whose wallets may pay before they stand on chain (ERC-6492), as addresses; none by default. */
        Optional<List<String>> walletFactories();

        Rpc rpc();
    }

    /** Choosing among the endpoints of a chain. */
    interface Rpc {
        /** Unusable answers in a row after which an endpoint rests. */
        @WithDefault("2")
        int failuresMax();

        /** How long it rests; it is asked meanwhile only if no other is left. */
        @WithDefault("5s")
        Duration rest();

        /** Blocks by which an endpoint may be behind the furthest and still be asked. */
        @WithDefault("10")
        long lagMax();

        /** How often heights and chains are compared, where there is more than one endpoint. */
        @WithDefault("5s")
        Duration checkInterval();
    }
}
