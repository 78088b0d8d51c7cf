package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class ChangeTest extends SignerTest {
    @Test
    void addsAKeyWhenTwoAdminsAgreeAndRevokesItAtTheWordOfOne() throws Exception {
        var spare = new Actor("alice", "agent", Actor.newEd25519Key(unique("alice")), List.of());
        JsonObject addKey = addKey("alice", spare);

        JsonObject proposed = client().post(admin(), CHANGES, addKey).json();
        assertThat(proposed.text("state")).isEqualTo("proposed");
        assertThat(proposed.bool("narrowing")).isFalse();
        assertThat(proposed.texts("approvedBy")).containsExactly("admin");
        assertProblem(client().get(spare, ACCOUNTS), 401, "token_key_unknown");

        assertThat(approve(admin(), proposed).json().text("state")).isEqualTo("proposed");
        assertProblem(client().get(spare, ACCOUNTS), 401, "token_key_unknown");

        JsonObject applied = approve(secondAdmin(), proposed).json();
        assertThat(applied.text("state")).isEqualTo("applied");
        assertThat(client().get(spare, ACCOUNTS).status()).isEqualTo(200);

        JsonObject revoked = client().post(
                        secondAdmin(),
                        CHANGES,
                        changeOf("revoke_key")
                                .put("keyId", spare.key().getKeyId())
                                .build())
                .json();
        assertThat(revoked.text("state")).isEqualTo("applied");
        assertThat(revoked.bool("narrowing")).isTrue();
        assertProblem(client().get(spare, ACCOUNTS), 401, "token_key_unknown");
        assertThat(client().get(alice(), ACCOUNTS).status()).isEqualTo(200);
    }

    @Test
    void neverTakesAKeyIdAgain() throws Exception {
        var spare = new Actor("alice", "agent", Actor.newKey(unique("alice")), List.of());
        change(addKey("alice", spare));
        change(changeOf("revoke_key").put("keyId", spare.key().getKeyId()).build());

        JsonObject again =
                client().post(admin(), CHANGES, addKey("alice", spare)).json();
        JsonObject failed = approve(secondAdmin(), again).json();

        assertThat(failed.text("state")).isEqualTo("failed");
        assertThat(failed.text("failure")).isEqualTo("key_id_taken");
        assertProblem(client().get(spare, ACCOUNTS), 401, "token_key_unknown");
    }

    @Test
    void registersAnAgentWithItsAccount() throws Exception {
        String name = unique("agent");
        var agent = new Actor(name, "agent", Actor.newEd25519Key(name), List.of(name + "-main"));

        change(changeOf("register_principal")
                .put("principal", agent.principal())
                .build());

        assertThat(account(agent, name + "-main")).isNotNull();
        assertThat(client().get(admin(), PRINCIPALS).json().objects("principals"))
                .extracting(principal -> principal.text("name"))
                .contains(name);
    }

    @Test
    void bindsAnApprovalToTheFingerprint() throws Exception {
        var one = client().post(admin(), CHANGES, addKey("alice", spare())).json();
        var other = client().post(admin(), CHANGES, addKey("alice", spare())).json();
        JsonObject mixed =
                one.toBuilder().put("fingerprint", other.text("fingerprint")).build();

        assertProblem(approve(secondAdmin(), mixed), 409, "fingerprint_mismatch");

        assertThat(client().get(admin(), CHANGES + "/" + one.text("id")).json().texts("approvedBy"))
                .containsExactly("admin");
    }

    @Test
    void letsAnAdminWithdrawAProposalForGood() throws Exception {
        JsonObject proposed =
                client().post(admin(), CHANGES, addKey("alice", spare())).json();

        Answer withdrawn = client().delete(secondAdmin(), CHANGES + "/" + proposed.text("id"));

        assertThat(withdrawn.json().text("state")).isEqualTo("withdrawn");
        assertProblem(approve(secondAdmin(), proposed), 409, "change_ended");
        assertProblem(client().delete(admin(), CHANGES + "/" + proposed.text("id")), 409, "change_ended");
    }

    @Test
    void refusesEverybodyButAdmins() throws Exception {
        JsonObject proposed =
                client().post(admin(), CHANGES, addKey("alice", spare())).json();
        for (Actor actor : List.of(alice(), worker(), gateway(), merchant())) {
            assertProblem(client().post(actor, CHANGES, addKey(actor.name(), spare())), 403, "forbidden");
            assertProblem(client().get(actor, CHANGES), 403, "forbidden");
            assertProblem(approve(actor, proposed), 403, "forbidden");
            assertProblem(client().delete(actor, CHANGES + "/" + proposed.text("id")), 403, "forbidden");
            assertProblem(client().get(actor, PRINCIPALS), 403, "forbidden");
        }
        assertThat(client().get(admin(), CHANGES + "/" + proposed.text("id"))
                        .json()
                        .text("state"))
                .isEqualTo("proposed");
    }

    @Test
    void letsAdminsSignNothing() {
        assertProblem(
                client().post(admin(), PAYMENTS, payment(account(alice(), "alice-main"), requirements())),
                403,
                "forbidden");
        assertProblem(client().post(admin(), RELAY, "{}"), 403, "forbidden");
        assertProblem(client().post(admin(), RECEIPTS, "{}"), 403, "forbidden");
    }

    @Test
    void refusesDocumentsThatAreNoChange() {
        assertMalformed(changeOf("make_coffee").build());
        assertMalformed(changeOf("stop").build());
        assertMalformed(changeOf("stop").put("target", "everything").build());
        assertMalformed(
                changeOf("stop").put("target", "all").put("because", "x").build());
        assertMalformed(
                changeOf("stop").put("target", "all").put("name", "alice").build());
        assertMalformed(changeOf("revoke_key").build());
        assertMalformed(JsonObject.parse("{}"));
        assertMalformed(changeOf("register_principal")
                .put("principal", alice().registration())
                .build());
    }

    @Test
    void refusesGrantsWithUnknownCriteriaAndImpossibleValues() {
        assertMalformed(grant(grantOf("alice").put("perSecond", "1")));
        assertMalformed(grant(grantOf("alice")
                .put("budgets", JsonObject.builder().put("week", "1").build())));
        assertMalformed(grant(grantOf("alice").put("operation", "hash")));
        assertMalformed(grant(grantOf("alice").put("perPayment", "1" + "0".repeat(78))));
        assertMalformed(grant(grantOf("alice")
                .put("perPayment", "115792089237316195423570985008687907853269984665640564039457584007913129639936")));
        assertMalformed(grant(grantOf("alice").put("perPayment", "-1")));
        assertMalformed(grant(grantOf("alice").put("perPayment", "1.5")));
        assertMalformed(
                grant(grantOf("alice").putTexts("payees", List.of("0x209693BC6afc0C5328bA36FaF03C514EF312287C"))));
        assertMalformed(grant(grantOf("alice").putTexts("origins", List.of("HTTPS://api.example"))));
    }

    @Test
    void narrowsAGrantAtOnceAndWidensItWithTwo() {
        String id = unique("erins");
        change(grant(grantOf("erin").put("id", id)));

        JsonObject narrower = client().post(
                        admin(), CHANGES, grant(grantOf("erin").put("id", id).put("perPayment", "10")))
                .json();
        JsonObject wider = client().post(
                        admin(), CHANGES, grant(grantOf("erin").put("id", id).put("perPayment", "11")))
                .json();
        JsonObject removed = client().post(
                        admin(), CHANGES, changeOf("remove_grant").put("id", id).build())
                .json();

        assertThat(narrower.text("state")).isEqualTo("applied");
        assertThat(wider.text("state")).isEqualTo("proposed");
        assertThat(removed.text("state")).isEqualTo("applied");
    }

    @Test
    void refusesWhatDoesNotFitWhatThereIs() {
        assertProblem(
                client().post(
                                admin(),
                                CHANGES,
                                changeOf("revoke_key").put("keyId", "nobody-1").build()),
                422,
                "key_unknown");
        assertProblem(
                client().post(
                                admin(),
                                CHANGES,
                                changeOf("stop")
                                        .put("target", "principal")
                                        .put("name", "nobody")
                                        .build()),
                422,
                "principal_unknown");
        assertProblem(
                client().post(
                                admin(),
                                CHANGES,
                                changeOf("close_account").put("account", "none").build()),
                422,
                "account_unknown");
        assertProblem(
                client().post(
                                admin(),
                                CHANGES,
                                changeOf("remove_grant").put("id", "none").build()),
                422,
                "grant_unknown");
        assertProblem(client().get(admin(), CHANGES + "/" + UUID.randomUUID()), 404, "not_found");
        assertProblem(client().get(admin(), CHANGES + "/7"), 400, "malformed_request");
    }

    private Actor spare() throws Exception {
        return new Actor("alice", "agent", Actor.newKey(unique("spare")), List.of());
    }

    private static JsonObject addKey(String principal, Actor actor) {
        return changeOf("add_key")
                .put("principal", principal)
                .put("key", actor.publicJwk())
                .build();
    }

    private static JsonObject grant(JsonObject.Builder grant) {
        return changeOf("put_grant").put("grant", grant.build()).build();
    }

    private void assertMalformed(JsonObject change) {
        long before = count("select count(*) from signer.change");
        assertDenied(() -> client().post(admin(), CHANGES, change), 400, "malformed_request");
        assertThat(count("select count(*) from signer.change")).isEqualTo(before);
    }
}
