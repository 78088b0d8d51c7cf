package dev.quittance.demo;

import dev.quittance.agent.PayingClient;
import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.agent.signing.SignerConnection.Account;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Project;
import dev.quittance.devstack.suite.Measurement;
import dev.quittance.devstack.suite.ServiceSpec;
import dev.quittance.devstack.suite.Services;
import dev.quittance.devstack.suite.Suite;
import dev.quittance.devstack.suite.SuiteFolder;
import dev.quittance.devstack.suite.SuitePorts;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The suite with everything that a purchase needs: credentials, an upstream, an agent with dollars and a lane with gas money. */
final class DemoSuite implements AutoCloseable {
    private static final BigInteger AGENT_DOLLARS = BigInteger.valueOf(100_000_000);
    private static final BigInteger LANE_WEI = BigInteger.TEN.pow(19);

    private final SuitePorts ports;
    private final SuiteFolder folder;
    private final SecureRandom random = new SecureRandom();
    private final Suite suite;
    private Optional<Weather> weather = Optional.empty();
    private Optional<Credentials> drawn = Optional.empty();

    /**
     * A suite that does not run yet.
     *
     * @param progress told in one line what happens
     */
    DemoSuite(SuitePorts ports, Consumer<String> progress) {
        Path project = Project.root();
        this.ports = ports;
        this.folder = SuiteFolder.ofProject(project);
        this.suite = new Suite(
                folder,
                ports,
                Services.all(project, ports).stream().map(this::configured).toList(),
                progress);
    }

    /**
     * Starts everything and gives the agent and the lane what they need to pay.
     *
     * @throws dev.quittance.devstack.DevstackException with one clear line when a part does not start
     * @throws IOException when a file cannot be written or the signer does not answer
     */
    void start() throws IOException, InterruptedException {
        suite.start();
        weather = Optional.of(new Weather(ports.upstream()));
        for (Account lane :
                connection(Credentials.WORKER, credentials().workerKey()).accounts()) {
            chain().setEtherBalance(lane.address(), LANE_WEI);
        }
        Address agent = agentAccount().address();
        if (chain().balanceOf(agent).compareTo(AGENT_DOLLARS) < 0) {
            chain().mint(agent, AGENT_DOLLARS);
        }
    }

    SuitePorts ports() {
        return ports;
    }

    SuiteFolder folder() {
        return folder;
    }

    Chain chain() {
        return suite.wiring().chain();
    }

    URI rpcUrl() {
        return chain().rpcUrl();
    }

    /** Where the merchant is paid. */
    Address payee() {
        return credentials().payee();
    }

    /** The agent's account at the signer. */
    Account agentAccount() throws IOException, InterruptedException {
        return agentConnection().accounts().stream()
                .filter(account -> account.name().equals(Credentials.AGENT_ACCOUNT))
                .findFirst()
                .orElseThrow(() -> new IOException("the signer keeps no account " + Credentials.AGENT_ACCOUNT));
    }

    SignerConnection agentConnection() throws IOException {
        return connection(Credentials.AGENT, credentials().agentKey());
    }

    Path agentKey() {
        return credentials().agentKey();
    }

    List<Measurement> measurements() {
        return suite.measurements();
    }

    private SignerConnection connection(String principal, Path key) throws IOException {
        var tokens = new RequestTokenSigner(principal, Secrets.read(key), random, InstantSource.system());
        return new SignerConnection(
                PayingClient.httpClient(), URI.create(SuiteConfig.localhost(ports.signer())), tokens);
    }

    private ServiceSpec configured(ServiceSpec spec) {
        return new ServiceSpec(
                spec.name(), spec.jar(), spec.port(), spec.managementPort(), spec.jvmOptions(), wiring -> {
                    Map<String, String> environment =
                            new HashMap<>(spec.environment().apply(wiring));
                    var chain = wiring.chain();
                    environment.putAll(config(chain.rpcUrl(), chain.token()).environment(spec.name()));
                    return environment;
                });
    }

    private SuiteConfig config(URI rpcUrl, Address token) {
        try {
            Path routes = folder.run().resolve("routes.yaml");
            Files.writeString(routes, SuiteConfig.routes(ports, token, payee()));
            return new SuiteConfig(ports, rpcUrl, credentials(), routes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Credentials credentials() {
        try {
            if (drawn.isEmpty()) {
                drawn = Optional.of(Credentials.in(new Secrets(folder.secrets(), random)));
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
