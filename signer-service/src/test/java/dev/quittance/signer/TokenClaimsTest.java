package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.Test;

/** What tokens claim: for whom, when, and for which request. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class TokenClaimsTest extends TokenTest {
    @Test
    void refusesOtherAudience() {
        assertRefused("token_audience", token -> token.claim("aud", "quittance-facilitator"));
        assertRefused("token_claims", token -> token.claim("aud", List.of("quittance-signer", "other")));
    }

    @Test
    void refusesTokensOutsideTheirTime() {
        long now = Instant.now().getEpochSecond();

        assertRefused("token_expired", token -> token.issuedAt(now - 61));
        assertRefused("token_issued_in_future", token -> token.issuedAt(now + 30));
        assertRefused("token_life", token -> token.claim("exp", now + 3600));
        assertRefused("token_life", token -> token.claim("exp", 9007199254740991L));
        assertRefused("token_expired", token -> token.issuedAt(now).claim("exp", now));
    }

    @Test
    void refusesMissingUnknownAndMisshapenClaims() {
        for (String claim : List.of("iss", "aud", "iat", "exp", "jti", "uris", "reqHash")) {
            assertRefused("token_claims", token -> token.without(claim));
        }
        assertRefused("token_claims", token -> token.claim("sub", "admin"));
        assertRefused("token_claims", token -> token.claim("uris", List.of()));
        assertRefused("token_claims", token -> token.claim("uris", List.of("GET a/b", "POST a/b")));
        assertRefused("token_claims", token -> token.claim("uris", "POST " + SignerEnvironment.AUTHORITY + PAYMENTS));
        assertRefused("token_claims", token -> token.claim("jti", "short"));
        assertRefused("token_claims", token -> token.claim("iat", "now"));
        assertRefused("token_claims", token -> token.claim("iat", 1.5));
        assertRefused("token_claims", token -> token.claim("reqHash", "ABC"));
    }

    @Test
    void refusesDuplicateClaims() {
        ForgedToken token = payingToken(forged -> {});
        String json = JsonUtil.toJson(token.claims);
        String twice = "{\"iss\":\"bob\"," + json.substring(1);

        assertRefused("token_malformed", "Bearer " + token.sign(token.signingInput(twice)));
    }

    @Test
    void refusesTokenForAnotherRequest() {
        String get = "GET " + SignerEnvironment.AUTHORITY + PAYMENTS;
        String otherHost = "POST localhost:8405" + PAYMENTS;
        String otherPath = "POST " + SignerEnvironment.AUTHORITY + RELAY;
        String withQuery = "POST " + SignerEnvironment.AUTHORITY + PAYMENTS + "?a=b";

        for (String uri : List.of(get, otherHost, otherPath, withQuery)) {
            assertRefused("token_uri", token -> token.claim("uris", List.of(uri)));
        }
    }

    @Test
    void refusesChangedBody() {
        JsonObject asked = payment(account(alice(), "alice-main"), requirements());
        byte[] signed = asked.toString().getBytes(StandardCharsets.UTF_8);
        byte[] sent = asked.toString().replace("\"1000\"", "\"9999\"").getBytes(StandardCharsets.UTF_8);
        String token = "Bearer " + new ForgedToken(alice(), "POST", PAYMENTS, signed).sign();
        long before = journalEntries();

        assertProblem(client().send("POST", PAYMENTS, sent, token), 401, "token_body");
        awaitJournaled("token_body", token);
        assertProblem(client().send("POST", PAYMENTS, NO_BODY, token), 401, "token_body");
        assertThat(journalEntries()).isEqualTo(before);
        // A token is spent only by the request that it was made for.
        assertThat(client().send("POST", PAYMENTS, signed, token).status()).isEqualTo(200);
    }

    @Test
    void refusesSecondUseOfAToken() {
        byte[] body = payment(account(alice(), "alice-main"), requirements())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        String token = "Bearer " + client().token(alice(), "POST", PAYMENTS, body);
        assertThat(client().send("POST", PAYMENTS, body, token).status()).isEqualTo(200);
        long before = journalEntries();

        Answer again = client().send("POST", PAYMENTS, body, token);

        assertProblem(again, 401, "token_replayed");
        assertThat(journalEntries()).isEqualTo(before);
    }

    @Test
    void refusesRolesTheirNeighboursOperations() {
        long before = journalEntries();

        Answer paying = client().post(worker(), PAYMENTS, payment(account(worker(), "lane-1"), requirements()));
        Answer relaying = client().post(alice(), RELAY, "{}");

        assertProblem(paying, 403, "forbidden");
        assertProblem(relaying, 403, "forbidden");
        assertThat(journalEntries()).isEqualTo(before);
        String token = "Bearer " + client().token(alice(), "POST", RELAY, NO_BODY);
        assertProblem(client().send("POST", RELAY, NO_BODY, token), 403, "forbidden");
        awaitJournaled("forbidden", token);
    }

    @Test
    void journalsTheSecondUseOfATokenThatSignsNothing() {
        String token = "Bearer " + client().token(alice(), "GET", ACCOUNTS, NO_BODY);
        assertThat(client().send("GET", ACCOUNTS, NO_BODY, token).status()).isEqualTo(200);

        assertProblem(client().send("GET", ACCOUNTS, NO_BODY, token), 401, "token_replayed");

        awaitJournaled("token_replayed", token);
    }
}
