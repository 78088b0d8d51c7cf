package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Tokens that are refused, each a variation of one that pays. */
abstract class TokenTest extends SignerTest {
    static final byte[] NO_BODY = {};

    ForgedToken payingToken(Consumer<ForgedToken> change) {
        var token = new ForgedToken(alice(), "POST", PAYMENTS, payingBody());
        change.accept(token);
        return token;
    }

    void assertRefused(String code, Consumer<ForgedToken> change) {
        assertRefused(code, "Bearer " + payingToken(change).sign());
    }

    void assertRefused(String code, String... authorizations) {
        long journaled = journalEntries();
        long spent = count("select count(*) from signer.spent_token");

        Answer answer = client().send("POST", PAYMENTS, payingBody(), authorizations);

        assertProblem(answer, 401, code);
        assertThat(journalEntries()).isEqualTo(journaled);
        assertThat(count("select count(*) from signer.spent_token")).isEqualTo(spent);
    }

    /** The same bytes each time, so that tokens and bodies made apart belong together. */
    byte[] payingBody() {
        return JsonObject.builder()
                .put("account", PAYEE.toString())
                .put("requirements", requirements())
                .put("nonce", "0x" + "5a".repeat(32))
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
