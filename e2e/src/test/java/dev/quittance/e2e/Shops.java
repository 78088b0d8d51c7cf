package dev.quittance.e2e;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Ports;
import dev.quittance.e2e.ConformanceRow.Settler;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shops that sell the same answer at {@code /answer} and {@code /upfront}, and the facilitators behind them; started when first asked for. */
final class Shops implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunningSuite suite;
    private final Address payee = new Payer().address();
    private final PrivateKey relayer = PrivateKey.generate(new SecureRandom());
    private final AnswerUpstream upstream;
    private final Map<Settler, ServiceProcess> gateways = new EnumMap<>(Settler.class);
    private final Map<String, URI> servers = new HashMap<>();
    private final List<LoggedProcess> processes = new ArrayList<>();

    Shops(RunningSuite suite) throws IOException {
        this.suite = suite;
        upstream = new AnswerUpstream();
    }

    /** Whom every shop's buyers pay. */
    Address payee() {
        return payee;
    }

    /** What stands behind the gateways. */
    AnswerUpstream upstream() {
        return upstream;
    }

    /** A gateway before the given facilitator. */
    URI gateway(Settler settler) throws IOException, InterruptedException, SQLException {
        var running = gateways.get(settler);
        if (running == null) {
            running = ServiceProcess.start(suite, "gateway", environment(settler));
            gateways.put(settler, running);
        }
        return running.http();
    }

    private Map<String, String> environment(Settler settler) throws IOException, InterruptedException, SQLException {
        Path routes = Files.createTempFile("shops", ".yaml");
        String offer = "{scheme: exact, network: \"eip155:84532\", asset: \"%s\", price: \"$0.001\", payTo: \"%s\"}"
                .formatted(suite.token(), payee);
        Files.writeString(routes, """
                version: "1"
                tenant: shops
                upstream: http://127.0.0.1:%d
                routes:
                  - {name: answer, methods: [GET, POST], path: /answer, flow: authorization, accepts: [%3$s]}
                  - {name: other, methods: [GET], path: /other, flow: authorization, accepts: [%3$s]}
                  - {name: slow, methods: [GET], path: /slow, flow: authorization, accepts: [%3$s]}
                  - {name: upfront, methods: [GET, POST], path: /upfront, flow: upfront, accepts: [%3$s]}
                """.replace("%3$s", offer).formatted(upstream.port()) + permitted(offer, settler));
        var environment = new HashMap<String, String>();
        environment.put("QUITTANCE_GATEWAY_ROUTES_FILE", routes.toString());
        environment.put("QUITTANCE_GATEWAY_PUBLIC_ORIGIN", "");
        switch (settler) {
            case OURS -> {}
            case OFFICIAL -> {
                environment.put("QUITTANCE_GATEWAY_FACILITATORS_0__NAME", "official");
                environment.put(
                        "QUITTANCE_GATEWAY_FACILITATORS_0__URL", official().toString());
                environment.put("QUITTANCE_GATEWAY_FACILITATORS_0__TRUSTED", "");
                environment.put("QUITTANCE_GATEWAY_FACILITATORS_0__REMEMBERS", "");
                environment.put("QUITTANCE_GATEWAY_FACILITATORS_0__TOKEN_FILE", "");
                environment.put("QUITTANCE_GATEWAY_CHAINS_0__NETWORK", "eip155:84532");
                environment.put(
                        "QUITTANCE_GATEWAY_CHAINS_0__RPC_URLS", suite.rpcUrl().toString());
            }
        }
        return environment;
    }

    /** What is sold by way of Permit2; only ours pays for the gas of approvals. */
    private String permitted(String offer, Settler settler) throws IOException, SQLException {
        String permit2 = offer.replace("}", ", method: permit2}");
        String metered = offer.replace("exact", "upto")
                .replace("$0.001", "$0.002")
                .replace("}", ", settler: \"" + settlingAccount(settler) + "\"}");
        String routes = """
                  - {name: permit2, methods: [GET], path: /permit2, flow: authorization, accepts: [%1$s]}
                  - {name: permit2-upfront, methods: [GET], path: /permit2-upfront, flow: upfront, accepts: [%1$s]}
                  - {name: upto, methods: [GET], path: /upto, flow: authorization, meterHeader: X-Charge, accepts: [%2$s]}
                """.formatted(permit2, metered);
        return switch (settler) {
            case OFFICIAL -> routes;
            case OURS -> routes + """
                  - {name: approval, methods: [GET], path: /approval, flow: authorization, accepts: [%1$s],
                     sponsoring: [erc20ApprovalGasSponsoring]}
                  - {name: allowance, methods: [GET], path: /allowance, flow: authorization, accepts: [%1$s],
                     sponsoring: [eip2612GasSponsoring, erc20ApprovalGasSponsoring]}
                """.formatted(permit2);
        };
    }

    /** Whom payers of {@code upto} let settle. */
    private String settlingAccount(Settler settler) throws IOException, SQLException {
        return switch (settler) {
            case OURS -> suite.lanes().getFirst();
            case OFFICIAL -> Secp256k1.create().address(relayer).toString();
        };
    }

    /** The official facilitator, with a relayer of its own. */
    URI official() throws IOException, InterruptedException {
        return started("facilitator", port -> {
            suite.setEther(Secp256k1.create().address(relayer));
            return NodeScripts.start(
                    "facilitator.mjs",
                    "" + port,
                    suite.rpcUrl().toString(),
                    Hex.encode(relayer.export()),
                    Chain.WALLET_FACTORY.toString());
        });
    }

    /** The official server of version 2. */
    URI server(Settler settler) throws IOException, InterruptedException {
        URI url = switch (settler) {
            case OURS -> suite.facilitator();
            case OFFICIAL -> official();
        };
        return server("server of version 2 before " + settler, url, NodeScripts::start);
    }

    /** The official server of version 1, before our facilitator. */
    URI legacyServer() throws IOException, InterruptedException {
        return server("server of version 1", suite.facilitator(), NodeScripts::startLegacy);
    }

    private interface Script {
        LoggedProcess start(String script, String... arguments) throws IOException, InterruptedException;
    }

    private interface Starter {
        LoggedProcess on(int port) throws IOException, InterruptedException;
    }

    private URI server(String name, URI facilitator, Script script) throws IOException, InterruptedException {
        return started(
                name,
                port -> script.start(
                        "server.mjs", "" + port, facilitator.toString(), suite.facilitatorToken(), payee.toString()));
    }

    /** Where a program listens that is started when it is first asked for. */
    private URI started(String name, Starter starter) throws IOException, InterruptedException {
        URI known = servers.get(name);
        if (known != null) {
            return known;
        }
        int port = Ports.free();
        var process = starter.on(port);
        processes.add(process);
        process.awaitLine("listening", LIMIT);
        var url = URI.create("http://127.0.0.1:" + port);
        servers.put(name, url);
        return url;
    }

    @Override
    public void close() {
        gateways.values().forEach(ServiceProcess::close);
        processes.forEach(LoggedProcess::close);
        upstream.close();
        relayer.close();
    }
}
