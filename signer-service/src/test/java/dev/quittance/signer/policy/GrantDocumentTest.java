package dev.quittance.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GrantDocumentTest {
    private static final String GRANT = """
            {"id":"g-1","principal":"alice","operation":"payment","accounts":["a-1"],
             "assets":["eip155:84532/erc20:0x036CbD53842c5426634e7929541eC2318f3dCF7e"],
             "payees":["0x209693Bc6afc0C5328bA36FaF03C514EF312287C"],"origins":["https://api.example:443"],
             "perPayment":"1000","budgets":{"hour":"5000","month":"90000"},"validFrom":"2026-01-01T00:00:00Z",
             "validUntil":"2027-01-01T00:00:00Z","lifeMaxSeconds":600,
             "approval":{"above":"900","approvers":["ann","ben"],"quorum":2}}
            """;

    @Test
    void readsWhatItWrites() {
        Grant grant = GrantDocument.parse(JsonObject.parse(GRANT));

        assertThat(GrantDocument.parse(GrantDocument.write(grant))).isEqualTo(grant);
        assertThat(GrantDocument.write(grant)).isEqualTo(JsonObject.parse(GRANT));
    }

    @Test
    void readsWhatItWritesOfAnyGrant() {
        long seed = new Random().nextLong();
        System.out.println("GrantDocumentTest seed " + seed);
        var world = new RandomWorld(seed);
        for (int i = 0; i < 1_000; i++) {
            Grant grant = world.grant("g-1");
            assertThat(GrantDocument.parse(GrantDocument.write(grant)))
                    .as("seed %d", seed)
                    .isEqualTo(grant);
        }
    }

    @Test
    void refusesUnknownMembersAndCriteria() {
        assertRefused("\"id\"", "\"velocity\":\"1\",\"id\"");
        assertRefused("\"hour\":\"5000\"", "\"week\":\"5000\"");
        assertRefused("\"quorum\":2", "\"quorum\":2,\"unless\":\"x\"");
        assertRefused("\"payment\"", "\"hash\"");
        assertRefused("\"id\":\"g-1\"", "\"id\":\"g-1\",\"id\":\"g-2\"");
    }

    @Test
    void refusesAmountsThatAreNotDecimalOrTooLarge() {
        String tooLarge = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
        assertRefused("\"1000\"", "\"" + tooLarge + "\"");
        assertRefused("\"1000\"", "\"-1\"");
        assertRefused("\"1000\"", "\"1e3\"");
        assertRefused("\"1000\"", "\"0x3e8\"");
        assertRefused("\"1000\"", "\"01000\"");
        assertRefused("\"1000\"", "1000");
        assertRefused("\"5000\"", "\"" + tooLarge + "\"");
        assertRefused("\"900\"", "\"" + tooLarge + "\"");
    }

    @Test
    void refusesWrongChecksumsAndForms() {
        assertRefused("0x209693Bc", "0x209693bc");
        assertRefused("0x036CbD", "0x036cbD");
        assertRefused("eip155:84532/erc20", "eip155:84532/erc721");
        assertRefused("https://api.example:443", "https://api.example");
        assertRefused("https://api.example:443", "https://API.example:443");
        assertRefused("2026-01-01T00:00:00Z", "2026-01-01");
        assertRefused("[\"a-1\"]", "[\"a-1\",\"a-1\"]");
        assertRefused("[\"a-1\"]", "\"a-1\"");
        assertRefused("\"lifeMaxSeconds\":600", "\"lifeMaxSeconds\":0");
        assertRefused("\"quorum\":2", "\"quorum\":3");
        assertRefused("\"g-1\"", "\"g 1\"");
    }

    @Test
    void refusesGrantsThatMoveTokensWithoutBound() {
        assertRefused("\"perPayment\":\"1000\",", "");
        assertRefused("\"lifeMaxSeconds\":600,", "");
    }

    @Test
    void readsOriginsOfUrls() {
        assertThat(Origin.of("https://API.Example/x?y=1#z")).contains(new Origin("https://api.example:443"));
        assertThat(Origin.of("http://api.example:8080")).contains(new Origin("http://api.example:8080"));
        assertThat(Origin.of("http://[::1]/")).contains(new Origin("http://[::1]:80"));
        assertThat(Origin.of("https://api.example@evil.example/")).isEmpty();
        assertThat(Origin.of("ftp://api.example/")).isEmpty();
        assertThat(Origin.of("api.example")).isEmpty();
        assertThat(Origin.of("https://api.example\\@evil.example/")).isEmpty();
    }

    private static void assertRefused(String part, String instead) {
        assertThat(GRANT).contains(part);
        assertThatThrownBy(() -> GrantDocument.parse(
                        JsonObject.parse(GRANT.replaceFirst(Pattern.quote(part), Matcher.quoteReplacement(instead)))))
                .isInstanceOf(MalformedException.class);
    }
}
