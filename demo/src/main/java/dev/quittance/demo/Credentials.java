package dev.quittance.demo;

import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The files by which the suite's parts know each other. They are drawn at the first start and kept.
 *
 * @param sealingKey seals the signer's keys
 * @param principals who may ask the signer for what
 * @param agentKey request key of the principal {@link #AGENT}
 * @param workerKey request key of the principal {@link #WORKER}
 * @param gatewayKey request key of the principal {@link #GATEWAY}
 * @param challengeKeys the gateway's
 * @param answerKeys the masters of the answers that the gateway keeps
 * @param facilitatorToken by which the facilitator knows the gateway
 * @param callers whom the facilitator knows
 * @param attestationRoot the signer's simulated root, with its key
 * @param trustRoot its certificate, which callers of the signer know
 * @param payee where the demo's merchant is paid
 */
record Credentials(
        Path sealingKey,
        Path principals,
        Path agentKey,
        Path workerKey,
        Path gatewayKey,
        Path challengeKeys,
        Path answerKeys,
        Path facilitatorToken,
        Path callers,
        Path attestationRoot,
        Path trustRoot,
        Address payee) {

    static final String ADMIN = "admin";
    static final String AGENT = "demo-agent";
    static final String AGENT_ACCOUNT = "demo-agent";
    static final String WORKER = "settlement-worker";
    static final String GATEWAY = "gateway";
    static final String RECEIPT_ACCOUNT = "receipts";

    /**
     * Reads them, and draws those that are missing.
     *
     * @param lanes relay accounts of the settlement-worker
     */
    static Credentials in(Secrets secrets, int lanes) throws IOException {
        Path adminKey = secrets.requestKey(ADMIN);
        Path agentKey = secrets.requestKey(AGENT);
        Path workerKey = secrets.requestKey(WORKER);
        Path gatewayKey = secrets.requestKey(GATEWAY);
        Path token = secrets.token("gateway-token");
        String callerLine = "gateway:" + sha256(Secrets.read(token)) + "\n";
        Path root = secrets.attestationRoot("attestation-root");
        return new Credentials(
                secrets.key("sealing-key"),
                secrets.derived(
                        "principals.json",
                        principals(adminKey, agentKey, workerKey, gatewayKey, lanes)
                                .toString()),
                agentKey,
                workerKey,
                gatewayKey,
                secrets.namedKey("challenge-keys", "c1"),
                secrets.namedKey("answer-keys", "a1"),
                token,
                secrets.derived("callers", callerLine),
                root,
                secrets.derived("attestation-root.crt", secrets.certificate(root)),
                address(secrets.chainKey("payee-key")));
    }

    private static JsonObject principals(Path adminKey, Path agentKey, Path workerKey, Path gatewayKey, int lanes)
            throws IOException {
        List<String> laneNames = IntStream.rangeClosed(1, lanes)
                .mapToObj(number -> "lane-" + number)
                .toList();
        return JsonObject.builder()
                .putObjects(
                        "principals",
                        List.of(
                                principal(ADMIN, "admin", adminKey, List.of(), List.of()),
                                principal(AGENT, "agent", agentKey, List.of(AGENT_ACCOUNT), List.of()).toBuilder()
                                        .putObjects("grants", List.of(agentGrant()))
                                        .build(),
                                principal(WORKER, "service", workerKey, laneNames, List.of()),
                                principal(GATEWAY, "service", gatewayKey, List.of(), List.of(RECEIPT_ACCOUNT))))
                .build();
    }

    /** What the demo's agent may spend: a dollar at once, and a hundred a day, of any known asset with anybody. */
    private static JsonObject agentGrant() {
        return JsonObject.builder()
                .put("id", AGENT + ".payment")
                .put("operation", "payment")
                .putTexts("accounts", List.of("*"))
                .putTexts("assets", List.of("*"))
                .putTexts("payees", List.of("*"))
                .putTexts("origins", List.of("*"))
                .put("perPayment", "1000000")
                .put("budgets", JsonObject.builder().put("day", "100000000").build())
                .put("lifeMaxSeconds", 3_600)
                .build();
    }

    private static JsonObject principal(
            String name, String role, Path key, List<String> accounts, List<String> receiptAccounts)
            throws IOException {
        return JsonObject.builder()
                .put("name", name)
                .put("role", role)
                .putObjects("keys", List.of(JsonObject.parse(Secrets.publicHalf(key))))
                .putTexts("accounts", accounts)
                .putTexts("receiptAccounts", receiptAccounts)
                .build();
    }

    private static String sha256(String token) {
        return RequestToken.requestHash(token.getBytes(StandardCharsets.UTF_8));
    }

    private static Address address(Path chainKey) throws IOException {
        byte[] secret = Hex.decode(Secrets.read(chainKey), Bytes32.LENGTH);
        try (var key = PrivateKey.of(secret)) {
            return Secp256k1.create().address(key);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
