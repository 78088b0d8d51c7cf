package dev.quittance.e2e.chaos;

import dev.quittance.demo.DemoSuite;
import dev.quittance.demo.SuitePlan;
import dev.quittance.devstack.Broker;
import dev.quittance.devstack.BrokerOptions;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Ports;
import dev.quittance.devstack.Postgres;
import dev.quittance.devstack.PostgresOptions;
import dev.quittance.devstack.suite.ServiceSpec;
import dev.quittance.devstack.suite.StackOptions;
import dev.quittance.devstack.suite.Suite;
import dev.quittance.devstack.suite.SuiteFolder;
import dev.quittance.devstack.suite.SuitePorts;
import dev.quittance.e2e.crash.CrashOrders;
import dev.quittance.e2e.fault.FaultProxy;
import dev.quittance.e2e.fault.Toxic;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.protocol.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** A suite whose processes can be killed and whose connections can be disturbed. */
final class ChaosSuite implements AutoCloseable {
    static final String SIGNER = "signer-service";
    static final String FACILITATOR = "facilitator";
    static final String GATEWAY = "gateway";
    static final String WORKER = "settlement-worker";
    /** A replica with connections that nothing disturbs. */
    static final String SECOND_WORKER = "settlement-worker-2";
    /** How long a worker that is gone keeps its lanes. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** How long the gateway waits for its upstream. */
    static final Duration UPSTREAM_PATIENCE = Duration.ofSeconds(3);

    private static final int LANES = 2;
    private static final int EPOCH_SLOTS = 4;
    private static final String BLOCKS_OVER_FUNDS = "0x8";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int REAL_SIGNER = 8410;
    private static final int OTHER_WORKER = 8411;
    private static final int OTHER_WORKER_MANAGEMENT = 9411;
    private static final int BROKER_OF_FACILITATOR = 8494;
    private static final int BROKER_OF_WORKER = 8495;
    private static final List<Integer> PORTS = List.of(
            8400,
            8402,
            8403,
            8404,
            8405,
            8432,
            8492,
            8493,
            8545,
            9402,
            9403,
            9404,
            9405,
            REAL_SIGNER,
            OTHER_WORKER,
            OTHER_WORKER_MANAGEMENT,
            BROKER_OF_FACILITATOR,
            BROKER_OF_WORKER);
    /** Below the ports that systems give to outgoing connections, which could take one while its process is away. */
    private static final int HUNDREDS_MIN = 16;

    private static final int HUNDREDS_MAX = 230;

    private final SuiteFolder folder;
    private final SuitePorts ports = new SuitePorts(freeShift());
    private final int signerPort = REAL_SIGNER + ports.shift();
    private final Map<Link, FaultProxy> proxies = new EnumMap<>(Link.class);
    private final List<BrokerOptions.Listener> brokerListeners;
    private final CrashOrders crashes;
    private final boolean twoWorkers;
    private final Optional<URI> upstream;
    private final DemoSuite demo;
    private Optional<Postgres> postgres = Optional.empty();
    private Optional<Broker> broker = Optional.empty();

    /** A suite without a gateway that does not run yet, with one worker or two. */
    static ChaosSuite ofSettlement(Path root, boolean twoWorkers) throws IOException {
        return new ChaosSuite(root, twoWorkers, Optional.empty());
    }

    /** A suite with one worker that does not run yet, whose gateway sells what an upstream does. */
    static ChaosSuite withGateway(Path root, URI upstream) throws IOException {
        return new ChaosSuite(root, false, Optional.of(upstream));
    }

    private ChaosSuite(Path root, boolean twoWorkers, Optional<URI> upstream) throws IOException {
        this.twoWorkers = twoWorkers;
        this.upstream = upstream;
        folder = new SuiteFolder(root);
        crashes = new CrashOrders(root.resolve("crash"));
        proxies.put(Link.FACILITATOR_DATABASE, new FaultProxy(ports.postgres()));
        proxies.put(Link.WORKER_DATABASE, new FaultProxy(ports.postgres()));
        proxies.put(Link.SIGNER_DATABASE, new FaultProxy(ports.postgres()));
        proxies.put(Link.FACILITATOR_NODE, new FaultProxy(ports.chain()));
        proxies.put(Link.WORKER_NODE, new FaultProxy(ports.chain()));
        proxies.put(Link.CLIENT_GATEWAY, new FaultProxy(ports.gateway()));
        proxies.put(Link.GATEWAY_FACILITATOR, new FaultProxy(ports.facilitator()));
        proxies.put(Link.GATEWAY_DATABASE, new FaultProxy(ports.postgres()));
        // In the signer's place, because a request token names the address that the signer is asked at.
        proxies.put(Link.WORKER_SIGNER, new FaultProxy(ports.signer(), signerPort));
        brokerListeners = List.of(
                brokerBehind(Link.FACILITATOR_BROKER, BROKER_OF_FACILITATOR),
                brokerBehind(Link.WORKER_BROKER, BROKER_OF_WORKER));
        var stack = new StackOptions(Duration.ofSeconds(1), EPOCH_SLOTS, false, Map.of(), brokerListeners);
        demo = new DemoSuite(new SuitePlan(folder, ports, stack, LANES, false, this::disturbed), _ -> {});
    }

    private static int freeShift() {
        for (int tried = 0; tried < 100; tried++) {
            int shift = 100 * ThreadLocalRandom.current().nextInt(HUNDREDS_MIN, HUNDREDS_MAX);
            if (PORTS.stream().allMatch(port -> Ports.isFree(port + shift))) {
                return shift;
            }
        }
        throw new IllegalStateException("no free range of ports");
    }

    /** Clients of this link are told the proxy's port, so that they never get around it. */
    private BrokerOptions.Listener brokerBehind(Link link, int defaultPort) throws IOException {
        int port = defaultPort + ports.shift();
        var proxy = new FaultProxy(port);
        proxies.put(link, proxy);
        return new BrokerOptions.Listener(port, proxy.port());
    }

    private List<ServiceSpec> disturbed(ServiceSpec service) {
        return switch (service.name()) {
            case GATEWAY -> upstream.map(uri -> gateway(service, uri)).stream().toList();
            case SIGNER ->
                List.of(at(
                        signerPort,
                        service,
                        Map.of(ports.postgres(), Link.SIGNER_DATABASE),
                        Map.of("QUARKUS_HTTP_PORT", Integer.toString(signerPort))));
            case WORKER -> workers(service);
            case FACILITATOR ->
                List.of(at(
                        service.port(),
                        service,
                        Map.of(
                                ports.postgres(), Link.FACILITATOR_DATABASE,
                                ports.chain(), Link.FACILITATOR_NODE,
                                ports.kafka(), Link.FACILITATOR_BROKER),
                        // Short, so that answers are often pending.
                        Map.of("QUITTANCE_SETTLE_WAIT", "4s")));
            default -> throw new IllegalArgumentException("unknown service " + service.name());
        };
    }

    private ServiceSpec gateway(ServiceSpec service, URI sold) {
        var routed = new ServiceSpec(
                service.name(),
                service.jar(),
                service.port(),
                service.managementPort(),
                service.jvmOptions(),
                wiring -> {
                    var environment = new HashMap<>(service.environment().apply(wiring));
                    Path routes = folder.run().resolve("shop.yaml");
                    try {
                        Files.writeString(
                                routes, Offer.routes(sold, wiring.chain().token(), payee()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    environment.put("QUITTANCE_GATEWAY_ROUTES_FILE", routes.toString());
                    return environment;
                });
        return at(
                service.port(),
                routed,
                Map.of(
                        ports.postgres(), Link.GATEWAY_DATABASE,
                        ports.facilitator(), Link.GATEWAY_FACILITATOR),
                // Short, so that what was left is taken up soon.
                Map.of(
                        "QUITTANCE_GATEWAY_LEASE_LIFE",
                        LEASE.toSeconds() + "s",
                        "QUITTANCE_GATEWAY_JOIN_WAIT",
                        "5s",
                        "QUITTANCE_GATEWAY_SWEEP_PERIOD",
                        "1s",
                        "QUITTANCE_GATEWAY_UPSTREAM_IDLE_TIMEOUT",
                        UPSTREAM_PATIENCE.toSeconds() + "s"));
    }

    private List<ServiceSpec> workers(ServiceSpec service) {
        Map<String, String> lease = Map.of("QUITTANCE_WORKER_LANES_LEASE", LEASE.toSeconds() + "s");
        var first = at(
                service.port(),
                service,
                Map.of(
                        ports.postgres(), Link.WORKER_DATABASE,
                        ports.chain(), Link.WORKER_NODE,
                        ports.kafka(), Link.WORKER_BROKER),
                lease);
        return twoWorkers ? List.of(first, secondWorker(service, lease)) : List.of(first);
    }

    private ServiceSpec secondWorker(ServiceSpec service, Map<String, String> lease) {
        int port = OTHER_WORKER + ports.shift();
        int management = OTHER_WORKER_MANAGEMENT + ports.shift();
        var more = new HashMap<>(lease);
        more.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        more.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        var second = new ServiceSpec(
                SECOND_WORKER, service.jar(), port, management, service.jvmOptions(), service.environment());
        return at(port, second, Map.of(), more);
    }

    /** The service with its connections led through proxies: wherever its environment names their port. */
    private ServiceSpec at(int port, ServiceSpec service, Map<Integer, Link> links, Map<String, String> more) {
        var options = new ArrayList<>(service.jvmOptions());
        options.add(crashes.jvmOption(service.name()));
        return new ServiceSpec(service.name(), service.jar(), port, service.managementPort(), options, wiring -> {
            var environment = new HashMap<>(service.environment().apply(wiring));
            environment.replaceAll((_, value) -> {
                String led = value;
                for (var link : links.entrySet()) {
                    led = led.replaceAll(
                            ":" + link.getKey() + "\\b",
                            ":" + proxy(link.getValue()).port());
                }
                return led;
            });
            environment.putAll(more);
            return environment;
        });
    }

    void start() throws IOException, InterruptedException {
        demo.start();
    }

    /** The names of its services. */
    List<String> services() {
        var names = new ArrayList<>(List.of(SIGNER, FACILITATOR, WORKER));
        if (twoWorkers) {
            names.add(SECOND_WORKER);
        }
        if (upstream.isPresent()) {
            names.add(GATEWAY);
        }
        return List.copyOf(names);
    }

    /** Where a running service can be told to crash. */
    CrashOrders crashes() {
        return crashes;
    }

    Path log(String service) {
        return folder.log(service);
    }

    Path logs() {
        return folder.logs();
    }

    /** The broker, past the proxies. */
    String brokerAddress() {
        return "127.0.0.1:" + ports.kafka();
    }

    URI settleUrl() {
        return URI.create("http://localhost:" + ports.facilitator() + "/settle");
    }

    /** Where clients find the gateway. */
    URI gatewayUrl() {
        return URI.create("http://localhost:" + proxy(Link.CLIENT_GATEWAY).port());
    }

    String token() throws IOException {
        return demo.facilitatorToken();
    }

    Chain chain() {
        return demo.chain();
    }

    Address payee() {
        return demo.payee();
    }

    /** Gives clients their money, and the payee some, under more blocks than any fault takes back. */
    void fund(List<Address> payers, BigInteger each) {
        chain().mint(payee(), BigInteger.ONE);
        chain().mintAll(payers, each);
        chain().rpc("anvil_mine", BLOCKS_OVER_FUNDS);
    }

    EvmNode node() {
        var limits = new JsonRpc.Limits(LIMIT, 64L << 20, 100);
        return new EvmNode(new JsonRpc(JsonRpc.httpClient(LIMIT), chain().rpcUrl(), limits));
    }

    Suite processes() {
        return demo.processes();
    }

    Postgres postgres() {
        return postgres.orElseGet(() -> demo.wiring().postgres());
    }

    void disturb(Link link, Toxic toxic) throws IOException {
        proxy(link).apply(toxic);
    }

    private FaultProxy proxy(Link link) {
        return Optional.ofNullable(proxies.get(link)).orElseThrow();
    }

    void calm() throws IOException {
        for (FaultProxy proxy : proxies.values()) {
            proxy.apply(new Toxic.None());
        }
    }

    void killBroker() {
        kill(broker.orElseGet(() -> demo.wiring().broker()).child().process());
        broker = Optional.of(Broker.start(BrokerOptions.persistent(
                        ports.kafka(), ports.kafkaController(), folder.state().resolve("broker"), folder.log("broker"))
                .withListeners(brokerListeners)));
    }

    void killDatabase() {
        Postgres killed = postgres();
        kill(killed.child().process());
        // Nothing is left to stop, but the folder is locked until then.
        killed.close();
        Map<String, String> passwords = Postgres.ROLES.stream()
                .collect(Collectors.toMap(role -> role, role -> folder.secret(role + ".password")));
        passwords.put("postgres", folder.secret("postgres.password"));
        postgres = Optional.of(Postgres.start(PostgresOptions.persistent(
                ports.postgres(), folder.state().resolve("postgres"), folder.log("postgres"), passwords)));
    }

    /** SIGKILL; returns when the process is gone. */
    static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        broker.ifPresent(Broker::close);
        postgres.ifPresent(Postgres::close);
        demo.close();
        for (FaultProxy proxy : proxies.values()) {
            proxy.close();
        }
    }
}
