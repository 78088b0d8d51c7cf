package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class ApprovalTest extends SignerTest {
    private static final String APPROVALS = "/v1/approvals";

    @Test
    void signsALargePaymentOnlyAfterTheApproversAgreed() throws Exception {
        Actor buyer = buyer(2);
        JsonObject request = payment(account(buyer, buyer.name()), amount("600"));
        long before = journalEntries();

        Answer asked = client().post(buyer, PAYMENTS, request);
        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
        assertThat(asked.json().text("code")).isEqualTo("approval_required");
        String fingerprint = asked.json().text("fingerprint");
        assertThat(asked.json().text("status")).isEqualTo(APPROVALS + "/" + fingerprint);
        assertThat(journalEntries()).isEqualTo(before);

        JsonObject shown = client().get(admin(), APPROVALS + "/" + fingerprint).json();
        assertThat(shown.text("amount")).isEqualTo("600");
        assertThat(shown.text("payee")).isEqualTo(PAYEE.toString());
        assertThat(shown.text("principal")).isEqualTo(buyer.name());

        assertThat(agreeTo(admin(), fingerprint).json().texts("approvedBy")).containsExactly("admin");
        assertThat(client().post(buyer, PAYMENTS, request).status()).isEqualTo(202);
        assertThat(agreeTo(admin(), fingerprint).status()).isEqualTo(200);
        assertThat(client().post(buyer, PAYMENTS, request).status()).isEqualTo(202);
        assertThat(agreeTo(merchant(), fingerprint).json().texts("approvedBy")).containsExactly("admin", "merchant");

        Answer signed = client().post(buyer, PAYMENTS, request);
        assertThat(signed.status()).as(signed.text()).isEqualTo(200);
        assertThat(client().post(buyer, PAYMENTS, request).text()).isEqualTo(signed.text());
    }

    @Test
    void signsSmallPaymentsWithoutAsking() throws Exception {
        Actor buyer = buyer(1);
        Actor other = buyer(1);

        assertThat(client().post(buyer, PAYMENTS, payment(account(buyer, buyer.name()), amount("500")))
                        .status())
                .isEqualTo(200);
        assertThat(client().post(other, PAYMENTS, payment(account(other, other.name()), amount("501")))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void bindsAnApprovalToTheVeryRequest() throws Exception {
        Actor buyer = buyer(1);
        JsonObject request = payment(account(buyer, buyer.name()), amount("600"));
        agreeTo(admin(), fingerprint(buyer, request));

        JsonObject dearer =
                request.toBuilder().put("requirements", amount("601")).build();
        JsonObject again = request.toBuilder().put("nonce", nonce()).build();

        assertThat(client().post(buyer, PAYMENTS, dearer).status()).isEqualTo(202);
        assertThat(client().post(buyer, PAYMENTS, again).status()).isEqualTo(202);
        assertThat(client().post(buyer, PAYMENTS, request).status()).isEqualTo(200);
    }

    @Test
    void evaluatesTheRequestAnewWhenItIsApproved() throws Exception {
        Actor buyer = buyer(1);
        JsonObject request = payment(account(buyer, buyer.name()), amount("600"));
        String fingerprint = fingerprint(buyer, request);
        client().post(
                        admin(),
                        CHANGES,
                        changeOf("stop")
                                .put("target", "principal")
                                .put("name", buyer.name())
                                .build());

        assertThat(agreeTo(admin(), fingerprint).status()).isEqualTo(200);

        assertProblem(client().post(buyer, PAYMENTS, request), 403, "agent_stopped");
    }

    @Test
    void countsApprovedPaymentsAgainstTheBudgetOfTheDayTheyAreSigned() throws Exception {
        Actor buyer = buyer(1);
        JsonObject request = payment(account(buyer, buyer.name()), amount("600"));
        agreeTo(admin(), fingerprint(buyer, request));
        assertThat(client().post(buyer, PAYMENTS, payment(account(buyer, buyer.name()), amount("450")))
                        .status())
                .isEqualTo(200);

        assertProblem(client().post(buyer, PAYMENTS, request), 403, "day_budget_exceeded");
    }

    @Test
    void showsWhatIsSpentOfAGrant() throws Exception {
        Actor buyer = buyer(1);
        client().post(buyer, PAYMENTS, payment(account(buyer, buyer.name()), amount("450")));

        List<JsonObject> grants = client().get(buyer, "/v1/grants").json().objects("grants");

        assertThat(grants).singleElement().satisfies(grant -> {
            assertThat(grant.object("grant").text("principal")).isEqualTo(buyer.name());
            assertThat(grant.bool("stopped")).isFalse();
            assertThat(grant.objects("spent"))
                    .singleElement()
                    .satisfies(spent -> assertThat(spent.text("day")).isEqualTo("450"));
        });
        assertThat(client().get(admin(), "/v1/grants").json().objects("grants")).hasSizeGreaterThan(1);
    }

    @Test
    void takesNoApprovalFromOthersNorFromTheBuyer() throws Exception {
        Actor buyer = buyer(1);
        JsonObject request = payment(account(buyer, buyer.name()), amount("600"));
        String fingerprint = fingerprint(buyer, request);

        assertProblem(agreeTo(alice(), fingerprint), 404, "not_found");
        assertProblem(agreeTo(secondAdmin(), fingerprint), 404, "not_found");
        assertProblem(agreeTo(buyer, fingerprint), 403, "not_an_approver");
        assertProblem(client().get(alice(), APPROVALS + "/" + fingerprint), 404, "not_found");
        assertThat(client().get(buyer, APPROVALS + "/" + fingerprint).status()).isEqualTo(200);
        assertThat(client().get(alice(), APPROVALS).json().objects("approvals")).isEmpty();
        assertThat(client().get(admin(), APPROVALS).json().objects("approvals"))
                .extracting(open -> open.text("fingerprint"))
                .contains(fingerprint);
        assertThat(client().post(buyer, PAYMENTS, request).status()).isEqualTo(202);
    }

    @Test
    void refusesApprovalsOfSomethingElse() throws Exception {
        Actor buyer = buyer(1);
        String fingerprint = fingerprint(buyer, payment(account(buyer, buyer.name()), amount("600")));
        JsonObject other =
                JsonObject.builder().put("fingerprint", "0x" + "11".repeat(32)).build();

        assertProblem(client().post(admin(), APPROVALS + "/" + fingerprint, other), 400, "malformed_request");
        assertProblem(agreeTo(admin(), "0x" + "11".repeat(32)), 404, "not_found");
    }

    private String fingerprint(Actor buyer, JsonObject request) {
        Answer asked = client().post(buyer, PAYMENTS, request);
        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
        return asked.json().text("fingerprint");
    }

    private Answer agreeTo(Actor approver, String fingerprint) {
        return client().post(
                        approver,
                        APPROVALS + "/" + fingerprint,
                        JsonObject.builder().put("fingerprint", fingerprint).build());
    }

    /** An agent of its own that may spend 1000 a day, and needs approval above 500. */
    private Actor buyer(int quorum) throws Exception {
        String name = unique("buyer");
        var buyer = new Actor(name, "agent", Actor.newKey(name), List.of(name));
        change(changeOf("register_principal")
                .put("principal", buyer.principal())
                .build());
        change(changeOf("put_grant")
                .put(
                        "grant",
                        grantOf(name)
                                .putTexts("assets", List.of("*"))
                                .put(
                                        "budgets",
                                        JsonObject.builder().put("day", "1000").build())
                                .put(
                                        "approval",
                                        JsonObject.builder()
                                                .put("above", "500")
                                                .putTexts("approvers", List.of("admin", "merchant"))
                                                .put("quorum", quorum)
                                                .build())
                                .build())
                .build());
        return buyer;
    }

    private static JsonObject amount(String amount) {
        return requirements().toBuilder().put("amount", amount).build();
    }
}
