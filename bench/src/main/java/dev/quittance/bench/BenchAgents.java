package dev.quittance.bench;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Agents with keys, accounts and budgets.
 *
 * @param principals what registers them with the signer
 */
record BenchAgents(List<Agent> agents, List<JsonObject> principals) {
    private static final int AGENTS = 100;

    /** One agent, who can issue tokens. */
    record Agent(String name, RequestTokenSigner tokens) {}

    /** New agents, who share so many accounts evenly. */
    static BenchAgents draw(int accounts) {
        var agents = new ArrayList<Agent>();
        var principals = new ArrayList<JsonObject>();
        var random = new SecureRandom();
        for (int i = 0; i < AGENTS; i++) {
            String name = "bench-" + i;
            PublicJsonWebKey key = key(name);
            String secret = key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
            agents.add(new Agent(name, new RequestTokenSigner(name, secret, random, Clock.systemUTC())));
            principals.add(principal(name, key, Math.ceilDiv(accounts, AGENTS)));
        }
        return new BenchAgents(List.copyOf(agents), List.copyOf(principals));
    }

    private static PublicJsonWebKey key(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
            key.setPrivateKey(pair.getPrivate());
            key.setKeyId(name + "-1");
            return key;
        } catch (GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** With a budget for each window, so that every check is made. */
    private static JsonObject principal(String name, PublicJsonWebKey key, int accounts) {
        String plenty = "1000000000000";
        return JsonObject.builder()
                .put("name", name)
                .put("role", "agent")
                .putObjects("keys", List.of(JsonObject.parse(key.toJson(OutputControlLevel.PUBLIC_ONLY))))
                .putTexts(
                        "accounts",
                        IntStream.range(0, accounts)
                                .mapToObj(account -> name + "-" + account)
                                .toList())
                .putObjects(
                        "grants",
                        List.of(JsonObject.builder()
                                .put("id", name + ".payment")
                                .put("operation", "payment")
                                .putTexts("accounts", List.of("*"))
                                .putTexts("assets", List.of("*"))
                                .putTexts("payees", List.of("*"))
                                .putTexts("origins", List.of("*"))
                                .put("perPayment", "1000000")
                                .put(
                                        "budgets",
                                        JsonObject.builder()
                                                .put("hour", plenty)
                                                .put("day", plenty)
                                                .put("month", plenty)
                                                .build())
                                .put("lifeMaxSeconds", 3_600)
                                .build()))
                .build();
    }
}
