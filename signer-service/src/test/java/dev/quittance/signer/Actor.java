package dev.quittance.signer;

import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;

/** A principal of the tests with its private key. */
record Actor(String name, String role, PublicJsonWebKey key, List<String> accounts, List<String> receiptAccounts) {
    Actor(String name, String role, PublicJsonWebKey key, List<String> accounts) {
        this(name, role, key, accounts, List.of());
    }

    static Actor create(String name, String role, List<String> accounts) throws Exception {
        return new Actor(name, role, newKey(name + "-1"), accounts);
    }

    /** A service that sells. */
    static Actor seller(String name, List<String> receiptAccounts) throws Exception {
        return new Actor(name, "service", newKey(name + "-1"), List.of(), receiptAccounts);
    }

    static PublicJsonWebKey newKey(String id) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return jwk(id, generator.generateKeyPair());
    }

    static PublicJsonWebKey newEd25519Key(String id) throws Exception {
        return jwk(id, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    private static PublicJsonWebKey jwk(String id, KeyPair pair) throws Exception {
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
        key.setPrivateKey(pair.getPrivate());
        key.setKeyId(id);
        return key;
    }

    String privateJwk() {
        return key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
    }

    JsonObject publicJwk() {
        return JsonObject.parse(key.toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    /** The principal as the principals file declares it, with the grant of an agent. */
    JsonObject registration() {
        return role.equals("agent")
                ? principal().toBuilder().putObjects("grants", List.of(grant())).build()
                : principal();
    }

    /** The principal as a change registers it. */
    JsonObject principal() {
        var principal = JsonObject.builder()
                .put("name", name)
                .put("role", role)
                .putObjects("keys", List.of(publicJwk()))
                .putTexts("accounts", accounts);
        return (receiptAccounts.isEmpty() ? principal : principal.putTexts("receiptAccounts", receiptAccounts)).build();
    }

    /** Generous, so that tests of other things need not think of it. */
    private JsonObject grant() {
        return JsonObject.builder()
                .put("id", name + ".payment")
                .put("operation", "payment")
                .putTexts("accounts", List.of("*"))
                .putTexts("assets", List.of("*"))
                .putTexts("payees", List.of("*"))
                .putTexts("origins", List.of("*"))
                .put("perPayment", Uint256.MAX.toString())
                .put("lifeMaxSeconds", 3600)
                .build();
    }

    @Override
    public String toString() {
        return "Actor[" + name + "]";
    }
}
