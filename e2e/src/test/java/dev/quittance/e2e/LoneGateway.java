package dev.quittance.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A built gateway with one upstream and nothing else: it challenges, and takes no payment. */
final class LoneGateway {
    private LoneGateway() {}

    /**
     * Starts it; {@code /dear} and all below are priced, all else is free.
     *
     * @param folder its own
     * @param settings beside those that it needs
     */
    static ServiceProcess start(Path folder, String upstream, Map<String, String> settings) throws IOException {
        Files.createDirectories(folder);
        Path keys = Files.writeString(
                folder.resolve("keys"), "test:" + Base64.getEncoder().encodeToString(new byte[32]));
        Path token = Files.writeString(folder.resolve("token"), "test-token");
        Path routes = Files.writeString(folder.resolve("routes.yaml"), """
                version: "1"
                tenant: demo
                upstream: %s
                routes:
                  - name: dear
                    methods: [GET]
                    path: /dear/*
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", price: "$1", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                """.formatted(upstream));
        var all = new HashMap<>(Map.of(
                "QUITTANCE_GATEWAY_ROUTES_FILE", routes.toString(),
                "QUITTANCE_GATEWAY_CHALLENGE_KEYS_FILE", keys.toString(),
                "QUITTANCE_GATEWAY_ANSWER_KEYS_FILE", keys.toString(),
                "QUITTANCE_GATEWAY_FACILITATORS_0__NAME", "none",
                "QUITTANCE_GATEWAY_FACILITATORS_0__TRUSTED", "true",
                "QUITTANCE_GATEWAY_FACILITATORS_0__REMEMBERS", "true",
                "QUITTANCE_GATEWAY_FACILITATORS_0__URL", "http://localhost:1",
                "QUITTANCE_GATEWAY_FACILITATORS_0__TOKEN_FILE", token.toString(),
                "KAFKA_BOOTSTRAP_SERVERS", "localhost:1"));
        all.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:1/none");
        all.putAll(settings);
        return ServiceProcess.alone("gateway", all);
    }
}
