package dev.quittance.demo;

import dev.quittance.agent.PayingClient;
import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.agent.signing.SignerConnection.Account;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.Project;
import dev.quittance.devstack.suite.Measurement;
import dev.quittance.devstack.suite.ServiceSpec;
import dev.quittance.devstack.suite.Services;
import dev.quittance.devstack.suite.Suite;
import dev.quittance.devstack.suite.SuiteFolder;
import dev.quittance.devstack.suite.SuitePorts;
import dev.quittance.devstack.suite.Wiring;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The suite with everything that a purchase needs: credentials, an upstream, an agent with dollars and a lane with gas money. */
public final class DemoSuite implements AutoCloseable {
    private static final BigInteger AGENT_DOLLARS = BigInteger.valueOf(100_000_000);
    private static final Duration SIGNER_LIMIT = Duration.ofMinutes(1);
    private static final Duration SIGNER_LOOK = Duration.ofMillis(100);
    private static final BigInteger LANE_WEI = BigInteger.TEN.pow(19);

    private final SuitePlan plan;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient http = PayingClient.httpClient();
    private final Suite suite;
    private Optional<Weather> weather = Optional.empty();
    private Optional<Credentials> drawn = Optional.empty();
    private Optional<String> lanes = Optional.empty();

    /**
     * A suite that does not run yet.
     *
     * @param progress told in one line what happens
     */
    public DemoSuite(SuitePlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.suite = new Suite(
                        plan.folder(),
                        plan.ports(),
                        plan.stack(),
                        Services.all(Project.root(), plan.ports()).stream()
                                .map(this::configured)
                                .flatMap(spec -> plan.service().apply(spec).stream())
                                .map(this::measured)
                                .toList(),
                        progress)
                .openedBy(this::holdsCeremony);
    }

    /** The suite of {@code demo} and {@code up}, in the project's own folder. */
    static DemoSuite inProject(SuitePorts ports, Consumer<String> progress) {
        return new DemoSuite(SuitePlan.demo(SuiteFolder.ofProject(Project.root()), ports), progress);
    }

    /**
     * Starts everything and gives the agent and the lane what they need to pay.
     *
     * @throws dev.quittance.devstack.DevstackException with one clear line when a part does not start
     * @throws IOException when a file cannot be written or the signer does not answer
     */
    public void start() throws IOException, InterruptedException {
        suite.start();
        weather = Optional.of(new Weather(plan.ports().upstream()));
        for (Account lane : laneAccounts()) {
            chain().setEtherBalance(lane.address(), LANE_WEI);
        }
        Address agent = agentAccount().address();
        if (chain().balanceOf(agent).compareTo(AGENT_DOLLARS) < 0) {
            chain().mint(agent, AGENT_DOLLARS);
        }
    }

    private boolean holdsCeremony(ServiceSpec service) {
        return !service.name().equals("signer-service") || opensSigner();
    }

    /** One turn at the signer, which may wait for a ceremony: whether it waits for none any more. The suite has the keys of everybody. */
    private synchronized boolean opensSigner() {
        try {
            var signer = URI.create(SuiteConfig.localhost(ports().signer()));
            ComposeCeremony.with(credentials().adminKey(), credentials().holderKeys())
                    .hold(new CeremonyClient(http, signer));
            return true;
        } catch (CeremonyRefusedException e) {
            throw new DevstackException("the signer cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while the signer is opened", e);
        }
    }

    public SuitePorts ports() {
        return plan.ports();
    }

    SuiteFolder folder() {
        return plan.folder();
    }

    /** The chain, once the suite runs. */
    public Chain chain() {
        return wiring().chain();
    }

    /** The parts, once the suite runs. */
    public Wiring wiring() {
        return suite.wiring();
    }

    /** Its processes. */
    public Suite processes() {
        return suite;
    }

    /** The bearer token of a caller that the facilitator knows. */
    public String facilitatorToken() throws IOException {
        return Secrets.read(credentials().facilitatorToken());
    }

    URI rpcUrl() {
        return chain().rpcUrl();
    }

    /** Where the merchant is paid. */
    public Address payee() {
        return credentials().payee();
    }

    /** The agent's account at the signer. */
    Account agentAccount() throws IOException, InterruptedException {
        return agentConnection().accounts().stream()
                .filter(account -> account.name().equals(Credentials.AGENT_ACCOUNT))
                .findFirst()
                .orElseThrow(() -> new IOException("the signer keeps no account " + Credentials.AGENT_ACCOUNT));
    }

    /** Who signs the gateway's receipts. */
    Address receiptSigner() throws IOException, InterruptedException {
        return connection(Credentials.GATEWAY, credentials().gatewayKey()).accounts().stream()
                .filter(account -> account.name().equals(Credentials.RECEIPT_ACCOUNT))
                .map(Account::address)
                .findFirst()
                .orElseThrow(() -> new IOException("the signer keeps no account " + Credentials.RECEIPT_ACCOUNT));
    }

    SignerConnection agentConnection() throws IOException {
        return connection(Credentials.AGENT, credentials().agentKey());
    }

    Path agentKey() {
        return credentials().agentKey();
    }

    /** What each part costs at this moment. */
    public List<Measurement> measurements() {
        return suite.measurements();
    }

    private SignerConnection connection(String principal, Path key) throws IOException {
        var tokens = new RequestTokenSigner(principal, Secrets.read(key), random, InstantSource.system());
        return new SignerConnection(
                PayingClient.httpClient(), URI.create(SuiteConfig.localhost(ports().signer())), tokens, expected());
    }

    /** The signer as it will run is measured before it starts, so that its callers know what to expect. */
    private ServiceSpec measured(ServiceSpec spec) {
        if (!spec.name().equals("signer-service")) {
            return spec;
        }
        return new ServiceSpec(
                spec.name(), spec.jar(), spec.port(), spec.managementPort(), spec.jvmOptions(), wiring -> {
                    Map<String, String> environment = spec.environment().apply(wiring);
                    SignerMeasurement.write(spec, environment, measurementsFile());
                    return environment;
                });
    }

    private Path measurementsFile() {
        return folder().run().resolve("signer-measurements");
    }

    /** What the suite's own callers expect of the signer. */
    private Optional<Expectation> expected() throws IOException {
        TrustRoot root =
                TrustRoot.Simulated.parse(Files.readString(credentials().trustRoot()));
        return Optional.of(Expectation.parse(root, Files.readString(measurementsFile())));
    }

    private ServiceSpec configured(ServiceSpec spec) {
        return new ServiceSpec(
                spec.name(), spec.jar(), spec.port(), spec.managementPort(), spec.jvmOptions(), wiring -> {
                    Map<String, String> environment =
                            new HashMap<>(spec.environment().apply(wiring));
                    var chain = wiring.chain();
                    environment.putAll(config(chain.rpcUrl(), chain.token()).environment(spec.name()));
                    if (plan.metered() && spec.name().equals("facilitator")) {
                        environment.put("QUITTANCE_SETTLEMENT_SIGNERS", lanes());
                    }
                    return environment;
                });
    }

    private List<Account> laneAccounts() throws IOException, InterruptedException {
        return connection(Credentials.WORKER, credentials().workerKey()).accounts();
    }

    /** The addresses of the lanes, once the signer that draws their keys answers; they never change after. */
    private synchronized String lanes() {
        long end = System.nanoTime() + SIGNER_LIMIT.toNanos();
        while (lanes.isEmpty()) {
            opensSigner();
            try {
                lanes = Optional.of(laneAccounts().stream()
                        .map(lane -> lane.address().toString())
                        .collect(Collectors.joining(",")));
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new UncheckedIOException(e);
                }
                LockSupport.parkNanos(SIGNER_LOOK.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DevstackException("interrupted while the signer starts", e);
            }
        }
        return lanes.get();
    }

    private SuiteConfig config(URI rpcUrl, Address token) {
        try {
            Path routes = folder().run().resolve("routes.yaml");
            Files.writeString(routes, SuiteConfig.routes(ports(), token, payee()));
            return new SuiteConfig(ports(), rpcUrl, credentials(), routes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Credentials credentials() {
        try {
            if (drawn.isEmpty()) {
                drawn = Optional.of(
                        Credentials.in(new Secrets(folder().secrets(), random, InstantSource.system()), plan.lanes()));
            }
            return drawn.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        weather.ifPresent(Weather::close);
        suite.stop();
    }
}
