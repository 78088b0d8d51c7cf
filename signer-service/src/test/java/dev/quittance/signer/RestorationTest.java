package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.custody.CustodyChanged;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(RestorationTest.OwnEnvironment.class)
class RestorationTest extends SignerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Inject
    Event<CustodyChanged> changed;

    @Test
    void freezesARestoredDatabaseAndCountsOpenWindowsAsSpent() throws Exception {
        // Given a grant with a budget, of which nothing was spent, and one without
        execute("""
                update signer.signing_grant set document =
                    replace(document, '"perPayment"', '"budgets":{"hour":"1000000"},"perPayment"')
                where id = 'bob.payment'
                """);
        changed.fire(new CustodyChanged());
        Address budgeted = account(bob(), "bob-main");
        Address free = account(alice(), "alice-main");
        assertThat(client().post(bob(), PAYMENTS, payment(budgeted, requirements()))
                        .status())
                .isEqualTo(200);

        // When
        restore();

        // Then nothing is signed
        assertProblem(client().post(bob(), PAYMENTS, payment(budgeted, requirements())), 403, "all_stopped");

        // And once it is opened, budgets count as spent; the next activation finds nothing new
        open(List.of());
        assertProblem(client().post(bob(), PAYMENTS, payment(budgeted, requirements())), 403, "hour_budget_exceeded");
        assertThat(client().post(alice(), PAYMENTS, payment(free, requirements()))
                        .status())
                .isEqualTo(200);
        execute("update signer.active_signer set fence = fence + 1, expires_at = '-infinity'");
        awaitSigned(free);
    }

    @Test
    void opensWithTheChainsNoncesOnly() throws Exception {
        // Given a lane that has signed before the copy was put back
        Address lane = account(worker(), "lane-1");
        assertThat(client().post(worker(), RELAY, transaction(lane, 1003)).status())
                .isEqualTo(200);
        restore();
        assertProblem(client().post(worker(), RELAY, transaction(lane, 1003)), 403, "all_stopped");

        // When admins resume it as after any stop, or leave a lane out, or name one that there never was
        // Then nothing is opened
        assertFails(changeOf("resume").put("target", "all"), "database_restored");
        assertFails(
                opening(everyLane(1007))
                        .put("log", logHead().toBuilder().put("size", 1_000_000).build()),
                "log_head_unknown");
        assertFails(changeOf("open_restored").putObjects("chainNonces", everyLane(1007)), "log_head_missing");
        assertFails(opening(List.of(laneNonce(lane, 1007))), "chain_nonce_missing");
        assertFails(opening(List.of(laneNonce(PAYEE, 7))), "lane_unknown");
        assertFails(opening(List.of(laneNonce(account(bob(), "bob-main"), 7))), "lane_unknown");
        assertMalformed(List.of(laneNonce(lane, 1007), laneNonce(lane, 1008)));
        assertMalformed(List.of(
                laneNonce(lane, 1007).toBuilder().put("network", "base-sepolia").build()));
        assertMalformed(
                List.of(laneNonce(lane, 1007).toBuilder().put("nonce", 7).build()));
        assertProblem(client().post(worker(), RELAY, transaction(lane, 1007)), 403, "all_stopped");

        open(List.of());
    }

    @Test
    void refusesTransactionNoncesBelowTheChainsAfterItIsOpened() throws Exception {
        // Given
        Address lane = account(worker(), "lane-1");
        Address other = account(worker(), "lane-2");
        JsonObject before = transaction(lane, 41);
        assertThat(client().post(worker(), RELAY, before).status()).isEqualTo(200);
        restore();
        open(List.of(laneNonce(lane, 45), laneNonce(other, 0)));

        // Then
        assertDenied(transaction(lane, 44), "below_chain_nonce");
        assertDenied(transaction(lane, 0), "below_chain_nonce");
        assertDenied(before, "below_chain_nonce");
        assertDenied(
                transaction(lane, 45).toBuilder().put("network", "eip155:8453").build(), "chain_nonce_unknown");
        assertThat(client().post(worker(), RELAY, transaction(lane, 45)).status())
                .isEqualTo(200);
        assertThat(client().post(worker(), RELAY, transaction(other, 0)).status())
                .isEqualTo(200);

        // And a slip of the pen can be mended by the same quorum, which leaves other stops alone
        client().post(admin(), CHANGES, changeOf("stop").put("target", "all").build());
        change(opening(List.of(laneNonce(lane, 44))).build());
        assertDenied(transaction(lane, 44), "all_stopped");
        change(changeOf("resume").put("target", "all").build());
        assertThat(client().post(worker(), RELAY, transaction(lane, 44)).status())
                .isEqualTo(200);
    }

    @Test
    void knowsOfANewAccountThatItHasSignedNothing() throws Exception {
        restore();
        open(List.of());
        String name = unique("lane");
        agree(client().post(
                        admin(),
                        ACCOUNTS,
                        JsonObject.builder()
                                .put("principal", "worker")
                                .put("name", name)
                                .put("kind", "relay")
                                .build()));

        assertThat(client().post(worker(), RELAY, transaction(account(worker(), name), 0))
                        .status())
                .isEqualTo(200);
    }

    /** An empty transaction, which is the shortest there is to ask for. */
    private static JsonObject transaction(Address lane, int nonce) {
        return JsonObject.builder()
                .put("attemptId", UUID.randomUUID().toString())
                .put("lane", lane.toString())
                .put("network", "eip155:84532")
                .put("transactionNonce", Integer.toString(nonce))
                .put("maxFeePerGas", "2000000000")
                .put("maxPriorityFeePerGas", "1000000")
                .put("gasLimit", 21_000)
                .put("cancel", true)
                .putObjects("transfers", List.of())
                .build();
    }

    private static JsonObject laneNonce(Address lane, int nonce) {
        return JsonObject.builder()
                .put("account", lane.toString())
                .put("network", "eip155:84532")
                .put("nonce", Integer.toString(nonce))
                .build();
    }

    /** Every relay account that there is, with the same next nonce. */
    private List<JsonObject> everyLane(int nonce) {
        return client().get(admin(), ACCOUNTS).json().objects("accounts").stream()
                .filter(account -> account.text("kind").equals("relay"))
                .map(account -> laneNonce(Address.parse(account.text("address")), nonce))
                .toList();
    }

    private JsonObject.Builder opening(List<JsonObject> nonces) {
        return changeOf("open_restored").putObjects("chainNonces", nonces).put("log", logHead());
    }

    /** The newest checkpoint's. */
    private JsonObject logHead() {
        String[] lines = client().get(admin(), "/v1/log/checkpoint")
                .json()
                .text("checkpoint")
                .split("\n", -1);
        return JsonObject.builder()
                .put("size", Long.parseLong(lines[1]))
                .put("root", Hex.encode(Base64.getDecoder().decode(lines[2])))
                .build();
    }

    private void open(List<JsonObject> nonces) {
        var all = new ArrayList<>(nonces);
        Set<String> named = nonces.stream().map(each -> each.text("account")).collect(Collectors.toSet());
        everyLane(0).stream()
                .filter(each -> !named.contains(each.text("account")))
                .forEach(all::add);
        change(opening(all).build());
    }

    private void assertFails(JsonObject.Builder change, String failure) {
        Answer agreed = approve(
                secondAdmin(), client().post(admin(), CHANGES, change.build()).json());
        assertThat(agreed.json().text("state")).as(agreed.text()).isEqualTo("failed");
        assertThat(agreed.json().text("failure")).isEqualTo(failure);
    }

    private void assertMalformed(List<JsonObject> nonces) {
        assertProblem(client().post(admin(), CHANGES, opening(nonces).build()), 400, "malformed_request");
    }

    private void assertDenied(JsonObject transaction, String rule) {
        long journaled = journalEntries();
        String entries = "select count(*) from signer.denial where rule = '" + rule + "'";
        long denied = count(entries);

        assertProblem(client().post(worker(), RELAY, transaction), 403, rule);

        assertThat(journalEntries()).isEqualTo(journaled);
        assertThat(count(entries)).isEqualTo(denied + 1);
    }

    /** Has a signer become active that finds another database than the last one had. */
    private void restore() throws Exception {
        execute("update signer.database_origin set timeline = timeline + 1");
        execute("update signer.active_signer set fence = fence + 1, expires_at = '-infinity'");
        awaitFrozen(account(alice(), "alice-main"));
    }

    private void awaitFrozen(Address account) {
        await(account, 403);
        assertProblem(client().post(alice(), PAYMENTS, payment(account, requirements())), 403, "all_stopped");
    }

    private void awaitSigned(Address account) {
        await(account, 200);
    }

    private void await(Address account, int status) {
        Instant end = Instant.now().plus(LIMIT);
        int found = 0;
        while (found != status) {
            found = client().post(alice(), PAYMENTS, payment(account, requirements()))
                    .status();
            assertThat(Instant.now()).isBefore(end);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A service of its own, which may be frozen. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
