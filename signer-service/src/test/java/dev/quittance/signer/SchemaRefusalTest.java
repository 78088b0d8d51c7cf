package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema as the last gate: what the rules let through and it does not take is refused for good, and journaled. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(SchemaRefusalTest.OwnEnvironment.class)
class SchemaRefusalTest extends SignerTest {
    private static final String CHECK = """
            alter table signer.signing_journal add constraint suspicious check (amount <> 666) not valid
            """;
    private static final String TRIGGER = """
            create function signer.suspect() returns trigger language plpgsql as $$
            begin
                if new.amount = 666 then raise exception 'suspicious'; end if;
                return new;
            end
            $$;
            create trigger suspicious before insert on signer.signing_journal
                for each row execute function signer.suspect()
            """;
    private static final String WITHOUT = """
            alter table signer.signing_journal drop constraint if exists suspicious;
            drop trigger if exists suspicious on signer.signing_journal;
            drop function if exists signer.suspect()
            """;

    @ParameterizedTest
    @ValueSource(strings = {CHECK, TRIGGER})
    void refusesWhatTheSchemaDoesNotTake(String schema) throws Exception {
        Address account = account(bob(), "bob-main");
        byte[] body = body(account, "666");
        String token = "Bearer " + client().token(bob(), "POST", PAYMENTS, body);
        long journaled = journalEntries();
        long denied = denials();
        long spent = count("select coalesce(sum(amount), 0)::bigint from signer.spent_bucket");
        execute(schema);
        try {
            Answer answer = client().send("POST", PAYMENTS, body, token);

            assertProblem(answer, 422, "unrecordable");
            assertThat(answer.text()).doesNotContain("suspicious", "SQL", "signature");
            assertThat(journalEntries()).isEqualTo(journaled);
            assertThat(denials()).isEqualTo(denied + 1);
            assertThat(count("select coalesce(sum(amount), 0)::bigint from signer.spent_bucket"))
                    .isEqualTo(spent);
            assertProblem(client().send("POST", PAYMENTS, body, token), 401, "token_replayed");
        } finally {
            execute(WITHOUT);
        }
        assertThat(client().send("POST", PAYMENTS, body, "Bearer " + client().token(bob(), "POST", PAYMENTS, body))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void signsEverythingElseMeanwhile() throws Exception {
        Address account = account(bob(), "bob-main");
        execute(TRIGGER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = IntStream.range(0, 30)
                    .<Callable<Answer>>mapToObj(i -> () -> client().post(
                                    bob(),
                                    PAYMENTS,
                                    new String(body(account, i % 3 == 0 ? "666" : "1"), StandardCharsets.UTF_8)))
                    .toList();

            List<Answer> answers =
                    threads.invokeAll(calls).stream().map(Future::resultNow).toList();

            for (int i = 0; i < answers.size(); i++) {
                if (i % 3 == 0) {
                    assertProblem(answers.get(i), 422, "unrecordable");
                } else {
                    assertThat(answers.get(i).status()).isEqualTo(200);
                }
            }
        } finally {
            execute(WITHOUT);
        }
    }

    /** A text may hold a zero character, and no column can. */
    @Test
    void refusesTextsThatNoColumnHolds() {
        String nul = "\u0000";
        for (JsonObject change : List.of(
                changeOf("rotate_account").put("account", nul).build(),
                changeOf("close_account").put("account", nul).build(),
                changeOf("revoke_key").put("keyId", nul).build(),
                changeOf("remove_grant").put("id", nul).build(),
                changeOf("stop").put("target", "principal").put("name", nul).build(),
                changeOf("put_grant").put("grant", grantOf(nul).build()).build())) {
            Answer proposed = client().post(admin(), CHANGES, change);
            Answer answer =
                    proposed.status() == 200 && proposed.json().text("state").equals("proposed")
                            ? approve(secondAdmin(), proposed.json())
                            : proposed;
            if (answer.status() == 200) {
                assertThat(answer.json().text("state")).as(change.toString()).isEqualTo("failed");
            } else {
                assertThat(answer.status()).as(change + " " + answer.text()).isBetween(400, 422);
            }
        }
        assertThat(client().get(admin(), ACCOUNTS + "/by-name/%00").status()).isBetween(400, 422);
        assertThat(client().get(admin(), ACCOUNTS, "pageToken=ACAx").status()).isBetween(400, 422);
        // No change stands in the way of the next
        assertThat(change(changeOf("resume")
                                .put("target", "account")
                                .put("name", "bob-main")
                                .build())
                        .text("state"))
                .isEqualTo("applied");
    }

    private byte[] body(Address account, String amount) {
        return payment(account, requirements().toBuilder().put("amount", amount).build())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private long denials() {
        return count("select count(*) from signer.denial where principal = 'bob' and operation = 'payment'"
                + " and rule = 'unrecordable'");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A schema of its own, which may be stricter. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
