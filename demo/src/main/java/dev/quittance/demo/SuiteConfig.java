package dev.quittance.demo;

import static java.util.Map.entry;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.suite.SuitePorts;
import dev.quittance.protocol.Address;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What each service of the demo suite is told beyond its ports, database and broker.
 *
 * @param routesFile the gateway's price list
 * @param rpcUrl the chain's JSON-RPC
 */
record SuiteConfig(SuitePorts ports, URI rpcUrl, Credentials credentials, Path routesFile) {
    static final String NETWORK = "eip155:84532";
    static final String PATH = "/weather/berlin";

    /** Wei that a payer without gas is sent for an approval: an ample 70,000 gas on the demo's chain. */
    private static final String FUNDING_MAX = "1000000000000000";

    /** Wallets that it is yet to make may pay (ERC-6492). */
    private static final String WALLET_FACTORIES = Chain.WALLET_FACTORY.toString();

    /** The service's own environment; only names of files that hold secrets, never a secret. */
    Map<String, String> environment(String service) {
        return switch (service) {
            case "gateway" ->
                Map.ofEntries(
                        entry("QUITTANCE_GATEWAY_ROUTES_FILE", routesFile.toString()),
                        entry(
                                "QUITTANCE_GATEWAY_CHALLENGE_KEYS_FILE",
                                credentials.challengeKeys().toString()),
                        entry(
                                "QUITTANCE_GATEWAY_ANSWER_KEYS_FILE",
                                credentials.answerKeys().toString()),
                        entry("QUITTANCE_GATEWAY_FACILITATORS_0__NAME", "quittance"),
                        entry("QUITTANCE_GATEWAY_FACILITATORS_0__URL", localhost(ports.facilitator())),
                        entry("QUITTANCE_GATEWAY_FACILITATORS_0__TRUSTED", "true"),
                        entry("QUITTANCE_GATEWAY_FACILITATORS_0__REMEMBERS", "true"),
                        entry(
                                "QUITTANCE_GATEWAY_FACILITATORS_0__TOKEN_FILE",
                                credentials.facilitatorToken().toString()),
                        entry("QUITTANCE_GATEWAY_RECEIPT_SIGNER_URL", localhost(ports.signer())),
                        entry("QUITTANCE_GATEWAY_RECEIPT_PRINCIPAL", Credentials.GATEWAY),
                        entry(
                                "QUITTANCE_GATEWAY_RECEIPT_KEY_FILE",
                                credentials.gatewayKey().toString()),
                        entry("QUITTANCE_GATEWAY_RECEIPT_ACCOUNT", Credentials.RECEIPT_ACCOUNT),
                        entry(
                                "QUITTANCE_GATEWAY_RECEIPT_MEASUREMENTS_FILE",
                                measurements().toString()),
                        entry(
                                "QUITTANCE_GATEWAY_RECEIPT_TRUST_ROOT",
                                credentials.trustRoot().toString()));
            case "facilitator" ->
                Map.of(
                        "QUITTANCE_CALLERS_FILE",
                        credentials.callers().toString(),
                        "QUITTANCE_CHAINS_0__NETWORK",
                        NETWORK,
                        "QUITTANCE_CHAINS_0__RPC_URL",
                        rpcUrl.toString(),
                        "QUITTANCE_CHAINS_0__WALLET_FACTORIES",
                        WALLET_FACTORIES,
                        "QUITTANCE_SETTLEMENT_FUNDING_MAX",
                        FUNDING_MAX);
            case "settlement-worker" ->
                Map.of(
                        "QUITTANCE_WORKER_RPC_URL", rpcUrl.toString(),
                        "QUITTANCE_WORKER_FUNDINGS_MAX", FUNDING_MAX,
                        "QUITTANCE_WORKER_WALLET_FACTORIES", WALLET_FACTORIES,
                        "QUITTANCE_WORKER_SIGNER_URL", localhost(ports.signer()),
                        "QUITTANCE_WORKER_SIGNER_PRINCIPAL", Credentials.WORKER,
                        "QUITTANCE_WORKER_SIGNER_KEY_FILE",
                                credentials.workerKey().toString(),
                        "QUITTANCE_WORKER_SIGNER_MEASUREMENTS_FILE",
                                measurements().toString(),
                        "QUITTANCE_WORKER_SIGNER_TRUST_ROOT",
                                credentials.trustRoot().toString());
            case "signer-service" -> signer();
            default -> throw new IllegalArgumentException("no such service: " + service);
        };
    }

    private Map<String, String> signer() {
        var environment = new HashMap<>(Map.of(
                "QUITTANCE_SIGNER_PRINCIPALS_FILE",
                credentials.principals().toString(),
                "QUITTANCE_SIGNER_DEVICE_SECRET_FILE",
                credentials.deviceSecret().toString(),
                "QUITTANCE_SIGNER_ATTESTATION_ROOT_FILE",
                credentials.attestationRoot().toString(),
                "QUITTANCE_SIGNER_HAND_OVER_TRUST_ROOT",
                credentials.trustRoot().toString(),
                // One admin tries things out alone; a suite that holds anybody's money keeps the defaults.
                "QUITTANCE_SIGNER_ADMIN_QUORUM",
                "1",
                "QUITTANCE_SIGNER_ADMIN_WIDENING_DELAY",
                "PT0S",
                "QUITTANCE_SIGNER_LOG_WITNESSES",
                Credentials.WORKER + "," + Credentials.GATEWAY,
                "QUITTANCE_SIGNER_LOG_QUORUM",
                "1",
                "QUITTANCE_SIGNER_AUTHORITY",
                "localhost:" + ports.signer()));
        environment.put("QUITTANCE_SIGNER_RELAY_FUNDING_MAX", FUNDING_MAX);
        environment.put("QUITTANCE_SIGNER_RELAY_WALLET_FACTORIES", WALLET_FACTORIES);
        credentials
                .formerSealingKey()
                .ifPresent(file -> environment.put("QUITTANCE_SIGNER_SEALING_KEY_FILE", file.toString()));
        return environment;
    }

    /** What the signer measures; its callers expect it. */
    Path measurements() {
        return routesFile.resolveSibling("signer-measurements");
    }

    /** The gateway's price list: the weather for a tenth of a cent, paid to the demo's merchant. */
    static String routes(SuitePorts ports, Address token, Address payee) {
        return routes(localhost(ports.upstream()), token, payee);
    }

    static String routes(String upstream, Address token, Address payee) {
        return """
                version: "1"
                tenant: demo
                upstream: %s
                routes:
                  - name: weather
                    methods: [GET]
                    path: /weather/*
                    description: Current weather of a city
                    mimeType: application/json
                    accepts:
                      - scheme: exact
                        network: "%s"
                        asset: "%s"
                        price: "$0.001"
                        payTo: "%s"
                        maxTimeoutSeconds: 300
                """.formatted(upstream, NETWORK, token, payee);
    }

    static String localhost(int port) {
        return "http://localhost:" + port;
    }
}
