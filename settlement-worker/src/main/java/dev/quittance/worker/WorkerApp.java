package dev.quittance.worker;

import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.ChainCheck;
import dev.quittance.evm.rpc.Endpoints;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.evm.rpc.RpcMetrics;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.token.RequestTokenSigner;
import dev.quittance.vitals.ExpectedSigner;
import dev.quittance.vitals.SecretFile;
import dev.quittance.vitals.SignerTls;
import dev.quittance.worker.signer.SignerClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Starts the worker with the application and ends it with it. */
@ApplicationScoped
public class WorkerApp {
    private static final Logger LOG = Logger.getLogger(WorkerApp.class);

    private final WorkerConfig config;
    private final DataSource dataSource;
    private final Map<String, Object> kafka;
    private final MeterRegistry meters;
    private Optional<Worker> worker = Optional.empty();
    private Optional<ChainCheck> chainCheck = Optional.empty();

    WorkerApp(
            WorkerConfig config,
            DataSource dataSource,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            MeterRegistry meters) {
        this.config = config;
        this.dataSource = dataSource;
        this.kafka = kafka;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        Registry registry = registry(config);
        Chain chain = chain(config);
        var http = JsonRpc.httpClient(config.connectTimeout());
        var node = new EvmNode(endpoints(config, http, chain, meters));
        chainCheck = Optional.of(new ChainCheck(node, chain.caip2(), "quittance.worker.rpc-url"));
        node.each().forEach(each -> refuseWrongChain(each, chain));
        var signer = new SignerClient(
                signerHttp(config),
                config.signer().url(),
                config.signer().timeout(),
                tokens(),
                Secp256k1.create(),
                chain,
                expected(config.signer()).at(config.signer().url(), Clock.systemUTC(), meters));
        var started = new Worker(
                new Worker.Parts(dataSource, kafka, node, signer, chain, registry, meters, Clock.systemUTC()), config);
        worker = Optional.of(started);
        started.start();
    }

    static ExpectedSigner expected(WorkerConfig.Signer config) {
        return new ExpectedSigner(
                "quittance.worker.signer", config.measurementsFile(), config.trustRoot(), config.documentLife());
    }

    void stop(@Observes ShutdownEvent event) {
        worker.ifPresent(Worker::close);
    }

    /** What to ask to know whether the chain can be read; empty before the start. */
    Optional<ChainCheck> chainCheck() {
        return chainCheck;
    }

    Optional<Worker> worker() {
        return worker;
    }

    static Registry registry(WorkerConfig config) {
        Registry all = Registry.builtIn();
        Set<Address> factories = config.walletFactories().orElse(List.of()).stream()
                .map(Address::parse)
                .collect(Collectors.toSet());
        return new Registry(
                all.chains().stream()
                        .map(chain -> chain.withWalletFactories(factories))
                        .toList(),
                all.assets());
    }

    static Chain chain(WorkerConfig config) {
        return Registry.builtIn()
                .chain(config.network())
                .orElseThrow(() -> new ConfigurationException(
                        "correct quittance.worker.network: " + config.network() + " is not a known chain"));
    }

    static Endpoints endpoints(WorkerConfig config, HttpClient http, Chain chain, MeterRegistry meters) {
        var exchange = new JsonRpc.Limits(
                config.rpcTimeout(), JsonRpc.Limits.DEFAULT.maxBodyBytes(), JsonRpc.Limits.DEFAULT.maxBatch());
        var rpc = config.rpc();
        var endpoints = new Endpoints(
                http,
                config.rpcUrls(),
                exchange,
                chain.chainId(),
                new Endpoints.Limits(rpc.failuresMax(), rpc.rest(), rpc.lagMax(), rpc.checkInterval()),
                Clock.systemUTC(),
                WorkerMetrics.faults(meters));
        WorkerMetrics.watch(meters, endpoints);
        RpcMetrics.watch(endpoints, chain.caip2(), meters);
        return endpoints;
    }

    /** The signer is known by its own certificates, and the node by the public ones. */
    static HttpClient signerHttp(WorkerConfig config) {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        var signer = config.signer();
        new SignerTls("quittance.worker.signer", signer.caFile(), signer.certificateFile(), signer.certificateKeyFile())
                .context()
                .ifPresent(http::sslContext);
        return http.build();
    }

    /** A node that is down may come up; a node of another chain never becomes the right one. */
    static void refuseWrongChain(EvmNode node, Chain chain) {
        try {
            node.requireChainId(chain.chainId());
        } catch (RpcException e) {
            if (e.kind() == RpcException.Kind.WRONG_CHAIN) {
                throw new ConfigurationException(
                        e.getMessage() + "; correct quittance.worker.rpc-url or quittance.worker.network");
            }
            LOG.warnf("the node is not there yet: %s", e.getMessage());
        }
    }

    private RequestTokenSigner tokens() {
        Path file = config.signer().keyFile();
        String setting = "quittance.worker.signer.key-file";
        try {
            return new RequestTokenSigner(
                    config.signer().principal(), SecretFile.text(file, setting), new SecureRandom(), Clock.systemUTC());
        } catch (MalformedException e) {
            throw new ConfigurationException("the file " + file + ": " + e.getMessage() + "; correct " + setting);
        }
    }
}
