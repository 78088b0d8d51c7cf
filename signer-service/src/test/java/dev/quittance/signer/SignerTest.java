package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** What the tests of the running service share. */
abstract class SignerTest {
    static final String ACCOUNTS = "/v1/accounts";
    static final String CHANGES = "/v1/changes";
    static final String PRINCIPALS = "/v1/principals";
    static final String PAYMENTS = "/v1/x402/payments";
    static final String RELAY = "/v1/relay-transactions";
    static final String RECEIPTS = "/v1/receipts";
    static final Address USDC = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    static final Address PAYEE = Address.parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");

    private final SecureRandom random = new SecureRandom();
    private final Instant begun = Instant.now();

    @Inject
    Config config;

    @Inject
    DataSource dataSource;

    SignerClient client() {
        return new SignerClient(URI.create(config.getValue("test.url", String.class)));
    }

    Actor alice() {
        return actor("alice", "agent");
    }

    Actor bob() {
        return actor("bob", "agent");
    }

    /** An agent whose key is of Ed25519. */
    Actor erin() {
        return actor("erin", "agent");
    }

    Actor admin() {
        return actor("admin", "admin");
    }

    Actor secondAdmin() {
        return actor("second-admin", "admin");
    }

    Actor merchant() {
        return actor("merchant", "merchant");
    }

    Actor worker() {
        return actor("worker", "service");
    }

    Actor gateway() {
        return actor("gateway", "service");
    }

    private Actor actor(String name, String role) {
        try {
            var key = JsonWebKey.Factory.newJwk(config.getValue("test.key." + name, String.class));
            return new Actor(name, role, (PublicJsonWebKey) key, List.of());
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    Address account(Actor actor, String name) {
        return client().get(actor, ACCOUNTS).json().objects("accounts").stream()
                .filter(account -> account.text("name").equals(name))
                .map(account -> Address.parse(account.text("address")))
                .findFirst()
                .orElseThrow();
    }

    /** Has one admin propose a change and, where it needs that, the other agree. */
    JsonObject change(JsonObject change) {
        return agree(client().post(admin(), CHANGES, change));
    }

    /** Has the second admin agree to what the first has proposed, if that is not in force yet. */
    JsonObject agree(Answer proposed) {
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(200);
        if (proposed.json().text("state").equals("applied")) {
            return proposed.json();
        }
        Answer agreed = approve(secondAdmin(), proposed.json());
        assertThat(agreed.status()).as(agreed.text()).isEqualTo(200);
        assertThat(agreed.json().text("state")).as(agreed.text()).isEqualTo("applied");
        return agreed.json();
    }

    Answer approve(Actor admin, JsonObject proposed) {
        String path = CHANGES + "/" + proposed.text("id") + "/approvals";
        JsonObject body = JsonObject.builder()
                .put("fingerprint", proposed.text("fingerprint"))
                .build();
        return client().post(admin, path, body);
    }

    /** A payment grant that is in nobody's way: it comes last and is about another asset. */
    static JsonObject.Builder grantOf(String principal) {
        return JsonObject.builder()
                .put("id", "zz-" + principal)
                .put("principal", principal)
                .put("operation", "payment")
                .putTexts("accounts", List.of("*"))
                .putTexts("assets", List.of("eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"))
                .putTexts("payees", List.of("*"))
                .putTexts("origins", List.of("*"))
                .put("perPayment", "1000")
                .put("lifeMaxSeconds", 600);
    }

    static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    static JsonObject.Builder changeOf(String kind) {
        return JsonObject.builder().put("kind", kind);
    }

    String nonce() {
        byte[] nonce = new byte[32];
        random.nextBytes(nonce);
        return "0x" + HexFormat.of().formatHex(nonce);
    }

    static JsonObject requirements() {
        return JsonObject.builder()
                .put("scheme", "exact")
                .put("network", "eip155:84532")
                .put("amount", "1000")
                .put("asset", USDC.toString())
                .put("payTo", PAYEE.toString())
                .put("maxTimeoutSeconds", 300)
                .put(
                        "extra",
                        JsonObject.builder()
                                .put("name", "USDC")
                                .put("version", "2")
                                .build())
                .build();
    }

    JsonObject payment(Address account, JsonObject requirements) {
        return JsonObject.builder()
                .put("account", account.toString())
                .put("requirements", requirements)
                .put("nonce", nonce())
                .build();
    }

    /** A request that is refused with a code, signs nothing, and leaves one entry that names the rule. */
    void assertDenied(Supplier<Answer> request, int status, String code) {
        long before = journalEntries();
        long denied = denials(code);

        Answer answer = request.get();

        assertProblem(answer, status, code);
        assertThat(journalEntries()).isEqualTo(before);
        assertThat(denials(code)).as("entries of " + code).isEqualTo(denied + 1);
    }

    long denials(String rule) {
        return count("select count(*) from signer.denial where rule = '" + rule + "'");
    }

    /** Tokens that were spent and will not be purged while the test lasts. */
    long spentTokens() {
        return count("select count(*) from signer.spent_token where expires_at > '" + begun + "'");
    }

    long journalEntries() {
        return count("select count(*) from signer.signing_journal");
    }

    long count(String query) {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.json().names()).containsExactlyInAnyOrder("type", "title", "status", "detail", "code");
        assertThat(answer.json().integer("status")).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }
}
