package dev.quittance.bench;

import dev.quittance.demo.DemoSuite;
import dev.quittance.demo.SuitePlan;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Ports;
import dev.quittance.devstack.Project;
import dev.quittance.devstack.suite.Measurement;
import dev.quittance.devstack.suite.ServiceSpec;
import dev.quittance.devstack.suite.StackOptions;
import dev.quittance.devstack.suite.SuiteFolder;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The suite under load: durable, with blocks of two seconds, payers with dollars, and the facilitator's requests counted. */
final class BenchSuite implements AutoCloseable {
    /** Atomic units that each payer is given. */
    static final BigInteger FUNDS = BigInteger.valueOf(10_000_000);

    private static final Duration BLOCK_TIME = Duration.ofSeconds(2);
    private static final int EPOCH_SLOTS = 32;
    private static final Duration RPC_LIMIT = Duration.ofSeconds(30);
    private static final long RPC_BODY_BYTES = 256L << 20;
    private static final int RPC_BATCH = 500;

    private static final String PRINCIPALS_FILE = "QUITTANCE_SIGNER_PRINCIPALS_FILE";

    private final Choice choice;
    private final DemoSuite suite;
    private final SuiteFolder folder;
    private final CountingProxy proxy;
    private final int proxyPort;

    /**
     * What runs.
     *
     * @param gateway what the gateway is told beyond what the suite tells it
     * @param principals whom the signer knows beyond those of the suite
     */
    record Choice(Set<String> services, Map<String, String> gateway, List<JsonObject> principals) {
        /** Everything that settles. */
        static final Choice SETTLEMENT =
                new Choice(Set.of("signer-service", "facilitator", "settlement-worker"), Map.of(), List.of());
    }

    /**
     * Starts everything.
     *
     * @throws dev.quittance.devstack.DevstackException with one clear line when a part does not start
     */
    static BenchSuite start(BenchOptions options, Choice choice) throws IOException, InterruptedException {
        var bench = new BenchSuite(options, choice);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::close));
        bench.suite.start();
        return bench;
    }

    private BenchSuite(BenchOptions options, Choice choice) throws IOException {
        this.choice = choice;
        folder = new SuiteFolder(Project.root().resolve(".quittance").resolve("bench"));
        var ports = options.ports();
        proxyPort = Ports.free();
        proxy = new CountingProxy(proxyPort, ports.chain());
        var stack = new StackOptions(
                BLOCK_TIME, EPOCH_SLOTS, false, Map.of("fsync", "on", "synchronous_commit", "on"), List.of());
        suite = new DemoSuite(
                new SuitePlan(folder, ports, stack, options.lanes(), false, this::adapted), options.told()::println);
    }

    private List<ServiceSpec> adapted(ServiceSpec service) {
        if (!choice.services().contains(service.name())) {
            return List.of();
        }
        return List.of(new ServiceSpec(
                service.name(), service.jar(), service.port(), service.managementPort(), jvm(service), wiring -> {
                    var environment = new HashMap<>(service.environment().apply(wiring));
                    if (service.name().equals("facilitator")) {
                        environment.put("QUITTANCE_CHAINS_0__RPC_URL", "http://127.0.0.1:" + proxyPort);
                    }
                    if (service.name().equals("gateway")) {
                        environment.putAll(choice.gateway());
                    }
                    if (service.name().equals("signer-service")) {
                        // Benches start what they measure: of the signer alone there is nobody who could bear witness.
                        environment.put("QUITTANCE_SIGNER_LOG_QUORUM", "0");
                        environment.computeIfPresent(PRINCIPALS_FILE, (_, file) -> withPrincipals(Path.of(file)));
                    }
                    return environment;
                }));
    }

    /** A principals file that registers the choice's principals too, beside the suite's own. */
    private String withPrincipals(Path file) {
        try {
            var principals =
                    new ArrayList<>(JsonObject.parse(Files.readAllBytes(file)).objects("principals"));
            principals.addAll(choice.principals());
            Path more = file.resolveSibling("bench-principals.json");
            Files.writeString(
                    more,
                    JsonObject.builder()
                            .putObjects("principals", principals)
                            .build()
                            .toString());
            return more.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the signer is what is measured, its compilers work for peak speed, as they do where it runs for long. */
    private List<String> jvm(ServiceSpec service) {
        return choice.principals().isEmpty() || !service.name().equals("signer-service")
                ? service.jvmOptions()
                : service.jvmOptions().stream()
                        .filter(option -> !option.startsWith("-XX:TieredStopAtLevel"))
                        .toList();
    }

    Chain chain() {
        return suite.chain();
    }

    /** The chain, read past the proxy. */
    EvmNode node() {
        var limits = new JsonRpc.Limits(RPC_LIMIT, RPC_BODY_BYTES, RPC_BATCH);
        return new EvmNode(new JsonRpc(JsonRpc.httpClient(RPC_LIMIT), chain().rpcUrl(), limits));
    }

    CountingProxy proxy() {
        return proxy;
    }

    int proxyPort() {
        return proxyPort;
    }

    int gatewayPort() {
        return suite.ports().gateway();
    }

    int signerPort() {
        return suite.ports().signer();
    }

    int signerManagementPort() {
        return suite.ports().management(signerPort());
    }

    Address payee() {
        return suite.payee();
    }

    int facilitatorPort() {
        return suite.ports().facilitator();
    }

    String facilitatorToken() throws IOException {
        return suite.facilitatorToken();
    }

    Path log(String name) {
        return folder.log(name);
    }

    List<Measurement> parts() {
        return suite.measurements();
    }

    /** Payers with dollars, who pay a merchant that has some already, as merchants have. */
    Payments payments(int payers) {
        var payments = new Payments(Chain.CHAIN_ID, chain().token(), suite.payee(), payers);
        chain().mint(suite.payee(), BigInteger.ONE);
        chain().mintAll(payments.payers(), FUNDS);
        return payments;
    }

    /** What makes a commit durable here, as the server tells it. */
    String durability() {
        try (var connection = suite.wiring().postgres().connect("facilitator");
                var sql = connection.createStatement();
                var row = sql.executeQuery("select current_setting('synchronous_commit'), current_setting('fsync')")) {
            row.next();
            return "PostgreSQL synchronous_commit=" + row.getString(1) + " fsync=" + row.getString(2)
                    + ", Kafka acks=all";
        } catch (SQLException e) {
            throw new BenchFailedException("PostgreSQL does not tell its settings: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        suite.close();
        try {
            proxy.close();
        } catch (IOException e) {
            throw new BenchFailedException("the proxy does not close: " + e.getMessage());
        }
    }
}
