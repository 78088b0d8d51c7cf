package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.LogKey;
import dev.quittance.transparency.ProofCheck;
import dev.quittance.transparency.SignedNote;
import dev.quittance.transparency.TreeHash;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class LogTest extends SignerTest {
    private static final String LOG = "/v1/log/";

    @Test
    void provesTheEntryOfASignature() throws Exception {
        // Given
        Address account = account(alice(), "alice-main");
        JsonObject request = payment(account, requirements());
        Answer signed = client().post(alice(), PAYMENTS, request);
        assertThat(signed.status()).as(signed.text()).isEqualTo(200);
        Bytes32 hash = Sha256.hash(Hex.decode(signed.json().text("signature")));

        // When
        JsonObject proved = client().get(alice(), LOG + "signatures/" + hash).json();

        // Then
        Checkpoint log = verified(proved);
        ProofCheck.requireIncluded(leaf(proved.text("entry")), proved.longInteger("index"), log, hashes(proved));
        JsonObject entry = JsonObject.parse(proved.text("entry"));
        assertThat(entry.canonical()).isEqualTo(proved.text("entry"));
        assertThat(entry.text("kind")).isEqualTo("permitted");
        assertThat(entry.text("operation")).isEqualTo("payment");
        assertThat(entry.text("principal")).isEqualTo("alice");
        assertThat(entry.text("signature")).isEqualTo(hash.toString());
        assertThat(entry.text("nonce"))
                .isEqualTo(Bytes32.parse(request.text("nonce")).toUnsigned().toString());
        assertThat(entry.object("facts").text("account")).isEqualTo(account.toString());
        assertThat(entry.object("facts").text("amount")).isEqualTo("1000");
        assertThat(entry.names())
                .contains("at", "chain", "grant", "policy", "request", "revision", "signing", "v")
                .doesNotContain("rule");
        assertThat(proved.text("entry"))
                .doesNotContain(signed.json().text("signature").substring(2));
    }

    @Test
    void holdsDenialsToo() throws Exception {
        Checkpoint before = newest();

        assertProblem(
                client().post(bob(), PAYMENTS, payment(account(alice(), "alice-main"), requirements())),
                403,
                "account_not_yours");

        Checkpoint after = newest();
        assertThat(after.size()).isEqualTo(before.size() + 1);
        JsonObject entry = JsonObject.parse(entries(before.size()).getFirst());
        assertThat(entry.text("kind")).isEqualTo("denied");
        assertThat(entry.text("rule")).isEqualTo("account_not_yours");
        assertThat(entry.text("principal")).isEqualTo("bob");
    }

    @Test
    void isRecomputedFromItsEntriesAndOnlyEverAddedTo() throws Exception {
        // Given more entries than a kept subtree has
        Checkpoint older = newest();
        for (int i = 0; i < 20; i++) {
            client().post(alice(), PAYMENTS, payment(account(alice(), "alice-main"), requirements()));
        }

        // When
        Checkpoint newer = newest();
        List<String> entries = entries(0);

        // Then
        Frontier frontier = Frontier.empty();
        for (String entry : entries.subList(0, (int) newer.size())) {
            assertThat(JsonObject.parse(entry).canonical()).isEqualTo(entry);
            frontier.append(leaf(entry));
        }
        assertThat(frontier.root()).isEqualTo(newer.root());
        assertThat(JsonObject.parse(entries.getFirst()).text("kind")).isEqualTo("began");
        JsonObject proof = client().get(alice(), LOG + "consistency", "from=" + older.size() + "&to=" + newer.size())
                .json();
        ProofCheck.requireConsistent(older, newer, hashes(proof));
        for (long index = 0; index < newer.size(); index += 7) {
            JsonObject proved = client().get(admin(), LOG + "entries/" + index).json();
            ProofCheck.requireIncluded(leaf(entries.get((int) index)), index, verified(proved), hashes(proved));
        }
    }

    @Test
    void countsEveryRowOfTheJournalOnce() {
        assertThat(count("select count(*) from signer.log_entry where entry like '%\"kind\":\"permitted\"%'"))
                .isEqualTo(journalEntries());
        assertThat(count("select count(*) from signer.log_entry where entry like '%\"kind\":\"denied\"%'"))
                .isEqualTo(count("select count(*) from signer.denial"));
    }

    @Test
    void showsEntriesToAdminsOnly() {
        assertThat(client().get(alice(), LOG + "entries").status()).isEqualTo(403);
        assertThat(client().get(worker(), LOG + "entries/0").status()).isEqualTo(403);
        assertThat(client().send("GET", LOG + "checkpoint", new byte[0]).status())
                .isEqualTo(401);
    }

    @Test
    void refusesWhatThereIsNot() {
        assertProblem(client().get(admin(), LOG + "entries/100000000"), 404, "not_found");
        assertProblem(client().get(alice(), LOG + "signatures/0x" + "11".repeat(32)), 404, "not_found");
        assertProblem(client().get(alice(), LOG + "signatures/0x11"), 400, "malformed_request");
        assertProblem(client().get(admin(), LOG + "entries", "count=1001"), 400, "malformed_request");
        assertProblem(client().get(admin(), LOG + "entries", "start=-1"), 400, "malformed_request");
        assertProblem(client().get(alice(), LOG + "consistency", "from=2&to=1"), 400, "malformed_request");
        assertProblem(client().get(alice(), LOG + "consistency", "to=100000000"), 400, "malformed_request");
    }

    @Test
    void isGuardedByTheSchema() {
        assertRefused("update signer.log_entry set entry = '{}' where leaf_index = 0");
        assertRefused("delete from signer.log_entry where leaf_index = 0");
        assertRefused("truncate signer.log_entry cascade");
        assertRefused("insert into signer.log_entry values (100000000, '{}', sha256('\\x007b7d'::bytea), null)");
        assertRefused("insert into signer.log_entry select max(leaf_index) + 1, '{}', sha256('\\x00'::bytea), null "
                + "from signer.log_entry");
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> {
                    try (var connection = dataSource.getConnection();
                            var statement = connection.createStatement()) {
                        statement.execute(sql);
                    }
                })
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("23"));
    }

    private List<String> entries(long start) {
        var all = new ArrayList<String>();
        List<String> page;
        do {
            page = client().get(admin(), LOG + "entries", "count=500&start=" + (start + all.size()))
                    .json()
                    .texts("entries");
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    private Checkpoint newest() throws Exception {
        return verified(client().get(alice(), LOG + "checkpoint").json());
    }

    private static Checkpoint verified(JsonObject answer) throws Exception {
        LogKey key = LogKey.of("quittance-signer", Base64.getDecoder().decode(answer.text("key")));
        return SignedNote.verified(answer.text("checkpoint"), key);
    }

    private static List<Bytes32> hashes(JsonObject answer) {
        return answer.texts("proof").stream().map(Bytes32::parse).toList();
    }

    private static Bytes32 leaf(String entry) {
        return TreeHash.leaf(entry.getBytes(StandardCharsets.UTF_8));
    }
}
