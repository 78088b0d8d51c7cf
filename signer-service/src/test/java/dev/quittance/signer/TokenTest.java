package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Tokens that are refused, each a variation of one that pays. */
abstract class TokenTest extends SignerTest {
    static final byte[] NO_BODY = {};

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(5);

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
        long spent = spentTokens();

        Answer answer = client().send("POST", PAYMENTS, payingBody(), authorizations);

        assertProblem(answer, 401, code);
        assertThat(journalEntries()).isEqualTo(journaled);
        assertThat(spentTokens()).isEqualTo(spent);
        for (String authorization : authorizations) {
            awaitJournaled(code, authorization);
        }
    }

    /** Refused tokens are journaled beside their answers. */
    void awaitJournaled(String rule, String authorization) {
        String entry = "select count(*) from signer.denial where rule = '" + rule + "' and request_digest = '\\x"
                + Sha256.hash(authorization.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(2)
                + "'";
        long end = System.nanoTime() + LIMIT.toNanos();
        while (count(entry) == 0) {
            assertThat(System.nanoTime()).as("no entry of " + rule).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
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
