package dev.quittance.facilitator.verify;

import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.ChainCheck;
import dev.quittance.evm.rpc.Endpoints;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.evm.rpc.RpcMetrics;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The chains that are both known and configured. The application does not start on endpoints of another chain. */
@Startup(Interceptor.Priority.LIBRARY_BEFORE)
@Singleton
public final class Chains {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final long ANSWER_BYTES_MAX = 1L << 20;
    private static final int BATCH_MAX = 1;

    private static final Logger LOG = Logger.getLogger(Chains.class);

    private final Registry registry;
    private final Map<Long, ChainReader> readers;
    private final List<ChainCheck> checks = new ArrayList<>();

    Chains(ChainConfig config, VerifyConfig verify, MeterRegistry meters) {
        this.registry = registryOf(config);
        this.readers = readersOf(config, verify, meters);
    }

    /** The chains and assets that payments can be made on. */
    public Registry registry() {
        return registry;
    }

    /** What to ask to know whether each chain can be read. */
    List<ChainCheck> checks() {
        return List.copyOf(checks);
    }

    /** CAIP-2 names of the chains, in the registry's order. */
    public List<String> networks() {
        return registry.chains().stream().map(Chain::caip2).toList();
    }

    Optional<ChainReader> reader(String network) {
        return registry.chain(network).map(chain -> readers.get(chain.chainId()));
    }

    private static Registry registryOf(ChainConfig config) {
        Registry all = Registry.builtIn();
        Set<Long> configured = config.nodes().stream()
                .map(node -> all.chain(node.network())
                        .orElseThrow(() -> new ConfigurationException(
                                "correct quittance.chains[n].network: " + node.network() + " is not a known chain"))
                        .chainId())
                .collect(Collectors.toSet());
        if (configured.isEmpty()) {
            throw new ConfigurationException(
                    "set quittance.chains[0].network and quittance.chains[0].rpc-url (QUITTANCE_CHAINS_0__NETWORK,"
                            + " QUITTANCE_CHAINS_0__RPC_URL): without a chain nothing can be verified");
        }
        return new Registry(
                config.nodes().stream()
                        .map(node -> all.chain(node.network()).orElseThrow().withWalletFactories(factories(node)))
                        .toList(),
                all.assets().stream()
                        .filter(asset -> configured.contains(asset.chainId()))
                        .toList());
    }

    private static Set<Address> factories(ChainConfig.Node node) {
        try {
            return node.walletFactories().orElse(List.of()).stream()
                    .map(Address::parse)
                    .collect(Collectors.toSet());
        } catch (MalformedException e) {
            throw new ConfigurationException("correct quittance.chains[n].wallet-factories: not an address");
        }
    }

    private Map<Long, ChainReader> readersOf(ChainConfig config, VerifyConfig verify, MeterRegistry meters) {
        HttpClient http = JsonRpc.httpClient(CONNECT_MAX);
        var all = new HashMap<Long, ChainReader>();
        for (ChainConfig.Node node : config.nodes()) {
            Chain chain = registry.chain(node.network()).orElseThrow();
            var limits = new JsonRpc.Limits(node.timeout(), ANSWER_BYTES_MAX, BATCH_MAX);
            var rpc = new Endpoints(
                    http,
                    node.rpcUrls(),
                    limits,
                    chain.chainId(),
                    new Endpoints.Limits(
                            node.rpc().failuresMax(),
                            node.rpc().rest(),
                            node.rpc().lagMax(),
                            node.rpc().checkInterval()),
                    Clock.systemUTC(),
                    fault -> count(fault, meters));
            RpcMetrics.watch(rpc, chain.caip2(), meters);
            var asked = new EvmNode(rpc);
            asked.each().forEach(each -> refuseWrongChain(each, chain));
            checks.add(new ChainCheck(asked, chain.caip2(), "quittance.chains[n].rpc-url"));
            all.put(chain.chainId(), new ChainReader(asked, chain, verify.limits(), verify.repeatsMax()));
        }
        return Map.copyOf(all);
    }

    private static void count(Endpoints.Fault fault, MeterRegistry meters) {
        String kind = fault.name().toLowerCase(Locale.ROOT);
        meters.counter("quittance.facilitator.rpc.faults", "kind", kind).increment();
    }

    /** A node that is down may come up; a node of another chain never becomes the right one. */
    private static void refuseWrongChain(EvmNode node, Chain chain) {
        try {
            node.requireChainId(chain.chainId());
        } catch (RpcException e) {
            if (e.kind() == RpcException.Kind.WRONG_CHAIN) {
                throw new ConfigurationException(e.getMessage() + "; correct quittance.chains[n].rpc-url or .network");
            }
            LOG.warnf("a node is not there yet: %s", e.getMessage());
        }
    }
}
