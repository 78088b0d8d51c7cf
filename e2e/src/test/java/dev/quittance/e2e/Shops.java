package dev.quittance.e2e;

import dev.quittance.e2e.ConformanceRow.Client;
import dev.quittance.e2e.ConformanceRow.Settler;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Shops that sell the same answer at {@code /answer} and {@code /upfront}, and the facilitators behind them; started when first asked for. */
final class Shops implements AutoCloseable {
    static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunningSuite suite;
    private final Address payee = new Payer().address();
    private final AnswerUpstream upstream;
    private final Map<Settler, ServiceProcess> gateways = new EnumMap<>(Settler.class);
    private final Map<Client, LoggedProcess> servers = new EnumMap<>(Client.class);
    private final Map<Client, Integer> serverPorts = new EnumMap<>(Client.class);
    private final Map<Integer, LoggedProcess> facilitators = new HashMap<>();

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
    URI gateway(Settler settler) throws IOException, InterruptedException {
        var running = gateways.get(settler);
        if (running == null) {
            running = ServiceProcess.start(suite, "gateway", environment(settler));
            gateways.put(settler, running);
        }
        return running.http();
    }

    private Map<String, String> environment(Settler settler) throws IOException, InterruptedException {
        Path routes = Files.createTempFile("shops", ".yaml");
        String offer = "{scheme: exact, network: \"eip155:84532\", asset: \"%s\", price: \"$0.001\", payTo: \"%s\"}"
                .formatted(suite.token(), payee);
        Files.writeString(routes, """
                version: "1"
                tenant: shops
                upstream: http://127.0.0.1:%d
                routes:
                  - {name: answer, methods: [GET, POST], path: /answer, flow: authorization, accepts: [%s]}
                  - {name: upfront, methods: [GET, POST], path: /upfront, flow: upfront, accepts: [%s]}
                """.formatted(upstream.port(), offer, offer));
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

    /** The official facilitator, with a relayer of its own. */
    URI official() throws IOException, InterruptedException {
        if (facilitators.isEmpty()) {
            int port = freePort();
            try (var relayer = PrivateKey.generate(new SecureRandom())) {
                suite.setEther(Secp256k1.create().address(relayer));
                var process = NodeScripts.start(
                        "facilitator.mjs", "" + port, suite.rpcUrl().toString(), Hex.encode(relayer.export()));
                facilitators.put(port, process);
                process.awaitLine("listening", LIMIT);
            }
        }
        return URI.create("http://127.0.0.1:" + facilitators.keySet().iterator().next());
    }

    /** The official server of a client's version, before our facilitator. */
    URI server(Client version) throws IOException, InterruptedException {
        if (!servers.containsKey(version)) {
            int port = freePort();
            String[] arguments = {"" + port, suite.facilitator().toString(), suite.facilitatorToken(), payee.toString()
            };
            var process = switch (version) {
                case OFFICIAL -> NodeScripts.start("server.mjs", arguments);
                case LEGACY -> NodeScripts.startLegacy("server.mjs", arguments);
            };
            servers.put(version, process);
            serverPorts.put(version, port);
            process.awaitLine("listening", LIMIT);
        }
        return URI.create("http://127.0.0.1:" + serverPorts.get(version));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        gateways.values().forEach(ServiceProcess::close);
        servers.values().forEach(LoggedProcess::close);
        facilitators.values().forEach(LoggedProcess::close);
        upstream.close();
    }
}
