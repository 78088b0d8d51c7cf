package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class TokenDenialTest extends SignerTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void journalsTokensThatAreRefused() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        var unsigned = new ForgedToken(alice(), "POST", PAYMENTS, body).header("alg", "none");
        var elsewhere = new ForgedToken(alice(), "POST", RELAY, body);
        var stranger = new ForgedToken(alice(), "POST", PAYMENTS, body).header("kid", "nobody-1");

        assertJournaled("token_algorithm", "alice", "Bearer " + unsigned.signingInput() + ".", body);
        assertJournaled("token_uri", "alice", "Bearer " + elsewhere.sign(), body);
        assertJournaled("token_key_unknown", "", "Bearer " + stranger.sign(), body);
    }

    @Test
    void journalsTokensThatAreUsedAgain() {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
        String token = "Bearer " + client().token(alice(), "POST", PAYMENTS, body);
        assertThat(client().send("POST", PAYMENTS, body, token).status()).isEqualTo(200);

        assertJournaled("token_replayed", "alice", token, body);
    }

    private void assertJournaled(String rule, String principal, String authorization, byte[] body) {
        String entries =
                "select count(*) from signer.denial where rule = '" + rule + "' and principal = '" + principal + "'";
        long before = count(entries);
        Instant end = Instant.now().plus(LIMIT);

        // Only some refusals of a second are journaled, and other tests may have used them up.
        while (count(entries) == before) {
            assertThat(Instant.now()).isBefore(end);
            assertProblem(client().send("POST", PAYMENTS, body, authorization), 401, rule);
        }
    }
}
