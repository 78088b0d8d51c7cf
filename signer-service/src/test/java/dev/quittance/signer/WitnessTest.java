package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.custody.CustodyChanged;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.AnchorRules;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.Reception;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A signer that signs nothing before one of two witnesses agrees with its log. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(WitnessTest.WithQuorum.class)
class WitnessTest extends SignerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Bytes32 OTHER_ROOT = Sha256.hash(new byte[] {7});

    @Inject
    Event<CustodyChanged> changed;

    @BeforeEach
    void takeOver() throws Exception {
        long fence = count("select fence from signer.active_signer");
        execute("update signer.active_signer set fence = fence + 1, expires_at = '-infinity'");
        await(() ->
                count("select coalesce(max(fence), 0) from signer.active_signer where expires_at > clock_timestamp()")
                                > fence + 1
                        && isUnwitnessed());
    }

    @Test
    void signsNothingBeforeAWitnessAgrees() {
        // Given
        long entries = count("select count(*) from signer.log_entry");
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        long spent = spentTokens();

        // Then
        assertProblem(client().post(alice(), PAYMENTS, request), 503, "unwitnessed");
        assertThat(count("select count(*) from signer.log_entry")).isEqualTo(entries);
        assertThat(spentTokens()).isEqualTo(spent);

        // And the word of others does not count
        assertThat(present(alice(), Optional.empty()).status()).isEqualTo(200);
        assertProblem(pay(), 503, "unwitnessed");

        // When
        Answer answer = present(worker(), Optional.empty());

        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(pay().status()).isEqualTo(200);
    }

    @Test
    void agreesWithWhatAWitnessHasSeen() throws Exception {
        Anchor first =
                judge(Optional.empty(), present(worker(), Optional.empty())).anchor();
        pay();
        pay();

        Answer answer = present(worker(), Optional.of(first));

        Anchor second = judge(Optional.of(first), answer).anchor();
        assertThat(second.checkpoint().size()).isEqualTo(first.checkpoint().size() + 2);
    }

    @Test
    void stopsWhenAWitnessHasSeenMore() throws Exception {
        // Given
        Anchor held =
                judge(Optional.empty(), present(worker(), Optional.empty())).anchor();
        Anchor later = anchor(held.checkpoint().size() + 100, OTHER_ROOT, held.restored());
        assertThat(pay().status()).isEqualTo(200);

        // When somebody whose word does not count says so
        assertProblem(present(alice(), Optional.of(later)), 409, "log_rolled_back");
        assertThat(pay().status()).isEqualTo(200);

        // And when a witness does
        long halts = halts("log_rolled_back");
        assertProblem(present(worker(), Optional.of(later)), 409, "log_rolled_back");

        // Then nothing is signed, and that is on record
        assertDenied(this::pay, 403, "log_rolled_back");
        assertThat(halts("log_rolled_back")).isEqualTo(halts + 1);
        assertProblem(present(worker(), Optional.of(later)), 409, "log_rolled_back");
        assertThat(halts("log_rolled_back")).isEqualTo(halts + 1);

        // And what opens it is stated in the log, and accepted for this statement only
        open();
        assertProblem(pay(), 503, "unwitnessed");
        AnchorRules.Judgement judged = judge(Optional.of(later), present(worker(), Optional.of(later)));
        assertThat(judged.isRestored()).isTrue();
        assertProblem(pay(), 503, "unwitnessed");
        assertThat(present(worker(), Optional.of(judged.anchor())).status()).isEqualTo(200);
        awaitSigned();
        Assertions.assertThatThrownBy(() -> judge(Optional.of(judged.anchor()), present(worker(), Optional.of(later))))
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(LogFault.RESTORATION_WRONG));
    }

    @Test
    void stopsWhenAWitnessHasSeenAnotherLog() throws Exception {
        Anchor held =
                judge(Optional.empty(), present(worker(), Optional.empty())).anchor();
        Anchor forked = anchor(held.checkpoint().size(), OTHER_ROOT, held.restored());

        assertProblem(present(worker(), Optional.of(forked)), 409, "log_forked");

        assertDenied(this::pay, 403, "log_forked");
        assertThat(count("select count(*) from signer.database_origin where halted = 'log_forked' and frozen_size = "
                        + (held.checkpoint().size() - 1)))
                .isOne();
        open();
        assertThat(judge(Optional.of(forked), present(worker(), Optional.of(forked)))
                        .isRestored())
                .isTrue();
        // And one who has seen no more than what was restored need not be told of it
        Answer known = present(worker(), Optional.of(held));
        assertThat(known.status()).isEqualTo(200);
        awaitSigned();
    }

    @Test
    void noticesItselfThatEntriesAreGone() throws Exception {
        // Given
        present(worker(), Optional.empty());
        assertThat(pay().status()).isEqualTo(200);

        // When somebody who owns the database takes the newest entry away, and it is read anew
        execute("alter table signer.log_entry disable trigger user; alter table signer.log_node disable trigger user; "
                + "delete from signer.log_entry where leaf_index = (select max(leaf_index) from signer.log_entry); "
                + "delete from signer.log_node "
                + "where (node_index + 1) * 2 ^ level > (select count(*) from signer.log_entry); "
                + "alter table signer.log_entry enable trigger user; alter table signer.log_node enable trigger user");
        changed.fire(new CustodyChanged());

        // Then
        assertDenied(this::pay, 403, "log_rolled_back");
        open();
        present(worker(), Optional.empty());
        awaitSigned();
    }

    @Test
    void noticesThatAStatedRestorationIsGone() throws Exception {
        Anchor held =
                judge(Optional.empty(), present(worker(), Optional.empty())).anchor();
        Anchor knowing = new Anchor(held.note(), OptionalLong.of(1_000_000));

        assertProblem(present(alice(), Optional.of(knowing)), 409, "log_rolled_back");
    }

    @Test
    void refusesWhatIsNoCheckpointOfThisLog() {
        assertProblem(
                present(worker(), Optional.of(new Anchor(note("other", 1, OTHER_ROOT), OptionalLong.empty()))),
                409,
                "log_origin_other");
        assertProblem(
                present(worker(), Optional.of(new Anchor("nothing", OptionalLong.empty()))), 400, "malformed_request");
        assertProblem(
                present(worker(), Optional.of(anchor(0, OTHER_ROOT, OptionalLong.empty()))), 400, "malformed_request");
        assertProblem(
                client().post(
                                worker(),
                                Presentation.PATH,
                                JsonObject.builder().put("more", 1).build()),
                400,
                "malformed_request");
        assertProblem(pay(), 503, "unwitnessed");
    }

    private boolean isUnwitnessed() {
        Answer answer = pay();
        return answer.status() == 503 && answer.code().equals("unwitnessed");
    }

    private Answer pay() {
        return client().post(alice(), PAYMENTS, payment(account(alice(), "alice-main"), requirements()));
    }

    private Answer present(Actor actor, Optional<Anchor> seen) {
        return client().post(actor, Presentation.PATH, new Presentation(seen).toJson());
    }

    private static AnchorRules.Judgement judge(Optional<Anchor> held, Answer answer) throws LogFaultException {
        return AnchorRules.judge(held, Optional.of("quittance-signer"), Reception.fromJson(answer.json()));
    }

    private static Anchor anchor(long size, Bytes32 root, OptionalLong restored) {
        return new Anchor(note("quittance-signer", size, root), restored);
    }

    private static String note(String origin, long size, Bytes32 root) {
        return new Checkpoint(origin, size, root).text() + "\n\u2014 " + origin + " AAAAAAE=\n";
    }

    private long halts(String code) {
        return count("select count(*) from signer.log_entry where entry like '%\"code\":\"" + code
                + "\",\"kind\":\"halted\"%'");
    }

    /** As a quorum of admins does it. */
    private void open() throws LogFaultException {
        Checkpoint newest = new Anchor(
                        client().get(admin(), "/v1/log/checkpoint").json().text("checkpoint"), OptionalLong.empty())
                .checkpoint();
        change(changeOf("open_restored")
                .putObjects(
                        "chainNonces",
                        client().get(admin(), ACCOUNTS).json().objects("accounts").stream()
                                .filter(account -> account.text("kind").equals("relay"))
                                .map(account -> JsonObject.builder()
                                        .put(
                                                "account",
                                                Address.parse(account.text("address"))
                                                        .toString())
                                        .put("network", "eip155:84532")
                                        .put("nonce", "0")
                                        .build())
                                .toList())
                .put(
                        "log",
                        JsonObject.builder()
                                .put("size", newest.size())
                                .put("root", Hex.encode(newest.root().toByteArray()))
                                .build())
                .build());
    }

    private void awaitSigned() {
        await(() -> pay().status() == 200);
    }

    private static void await(BooleanSupplier holds) {
        Instant end = Instant.now().plus(LIMIT);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** One of two must agree. */
    public static final class WithQuorum implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quittance.signer.log.witnesses", "worker,gateway", "quittance.signer.log.quorum", "1");
        }
    }
}
