package dev.quittance.signer.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrincipalsFileTest {
    /** The key of RFC 7515, appendix A.3. */
    private static final String KEY = """
            {"kty":"EC","crv":"P-256","kid":"k1",
             "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
             "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

    private static final String ALICE = """
            {"name":"alice","role":"agent","keys":[%s],"accounts":["alice-main"]}""".formatted(KEY);

    @Test
    void readsNameRoleKeysAndAccounts() {
        List<Principal> principals = parse(ALICE);

        assertThat(principals).hasSize(1);
        Principal alice = principals.getFirst();
        assertThat(alice.caller()).isEqualTo(new Caller("alice", Role.AGENT));
        assertThat(alice.keys()).extracting(PrincipalKey::id).containsExactly("k1");
        assertThat(alice.accounts()).containsExactly("alice-main");
    }

    @Test
    void storesKeysAsTheyWereRead() {
        PrincipalKey key = parse(ALICE).getFirst().keys().getFirst();

        assertThat(PrincipalKey.fromEncoded("k1", KeyAlgorithm.ES256, key.key().getEncoded()))
                .isEqualTo(key);
    }

    @Test
    void readsKeysOfEd25519() {
        PrincipalKey key = parse(ALICE.replace(KEY, ed25519("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")))
                .getFirst()
                .keys()
                .getFirst();

        assertThat(key.algorithm()).isEqualTo(KeyAlgorithm.ED25519);
        assertThat(PrincipalKey.fromEncoded(
                        "k1", KeyAlgorithm.ED25519, key.key().getEncoded()))
                .isEqualTo(key);
        assertThat(PrincipalKey.fromJwk(key.toJwk())).isEqualTo(key);
    }

    @Test
    void refusesKeysOfSmallOrderAndOfOtherCurves() {
        // The neutral element and a point of order 4: with them anybody's signature of some messages verifies.
        refuses(ALICE.replace(KEY, ed25519("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
        refuses(ALICE.replace(KEY, ed25519("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
        refuses(ALICE.replace(
                KEY, ed25519("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").replace("Ed25519", "X25519")));
    }

    @Test
    void givesAccountsToNoAdmin() {
        refuses(ALICE.replace("agent", "admin"));
        assertThat(parse(ALICE.replace("agent", "admin").replace("\"alice-main\"", "")))
                .hasSize(1);
    }

    /** The key of RFC 8037, appendix A.2. */
    private static String ed25519(String x) {
        return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k1\",\"x\":\"" + x + "\"}";
    }

    @Test
    void refusesPrivateKeys() {
        refuses(ALICE.replace("\"kty\"", "\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\",\"kty\""));
    }

    @Test
    void refusesOtherKeys() {
        refuses(ALICE.replace("P-256", "P-384"));
        refuses(ALICE.replace("\"kty\":\"EC\"", "\"kty\":\"oct\",\"k\":\"c2VjcmV0\""));
        refuses(ALICE.replace("\"kid\":\"k1\",", ""));
        refuses(ALICE.replace("f83OJ3D2", "f83OJ3D3"));
    }

    @Test
    void refusesUnknownRolesAndOddNames() {
        refuses(ALICE.replace("agent", "root"));
        refuses(ALICE.replace("\"alice\"", "\"alice smith\""));
        refuses(ALICE.replace("alice-main", ""));
    }

    @Test
    void readsAccountsForReceiptsOfServicesOnly() {
        String receipts = ALICE.replace("\"accounts\":", "\"receiptAccounts\":[\"receipts\"],\"accounts\":");
        String service = receipts.replace("agent", "service");

        assertThat(parse(service).getFirst().receiptAccounts()).containsExactly("receipts");
        refuses(receipts);
        refuses(service.replace("\"receipts\"]", "\"alice-main\"]"));
        refuses(service.replace("\"receipts\"]", "7]"));
    }

    @Test
    void refusesWhatIsNamedTwice() {
        String bob = ALICE.replace("\"alice\"", "\"bob\"").replace("alice-main", "bob-main");

        refuses(ALICE + "," + ALICE);
        refuses(ALICE + "," + bob);
        refuses(ALICE + "," + ALICE.replace("\"alice\"", "\"bob\"").replace("k1", "k2"));
        assertThat(parse(ALICE + "," + bob.replace("k1", "k2"))).hasSize(2);
    }

    private static void refuses(String principals) {
        assertThatThrownBy(() -> parse(principals)).isInstanceOf(MalformedException.class);
    }

    private static List<Principal> parse(String principals) {
        String file = "{\"principals\":[" + principals + "]}";
        return PrincipalsFile.parse(file.getBytes(StandardCharsets.UTF_8));
    }
}
