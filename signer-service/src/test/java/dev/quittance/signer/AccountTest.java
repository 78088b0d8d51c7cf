package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class AccountTest extends SignerTest {
    private static final String BY_NAME = ACCOUNTS + "/by-name/";

    @Test
    void opensAnAccountWhenTwoAdminsAgree() {
        String name = unique("takings");
        JsonObject wanted = JsonObject.builder()
                .put("principal", "merchant")
                .put("name", name)
                .put("kind", "merchant")
                .build();

        Answer proposed = client().post(admin(), ACCOUNTS, wanted);
        assertThat(proposed.json().text("state")).isEqualTo("proposed");
        assertProblem(client().get(merchant(), BY_NAME + name), 404, "not_found");
        agree(proposed);

        JsonObject account = client().get(merchant(), BY_NAME + name).json();
        assertThat(account.text("kind")).isEqualTo("merchant");
        assertThat(account.text("state")).isEqualTo("active");
        assertThat(account.integer("version")).isEqualTo(1);
        assertThat(Address.parse(account.text("address"))).isNotNull();
    }

    @Test
    void listsAccountsInPages() {
        for (int i = 0; i < 5; i++) {
            opened("erin", "payer");
        }
        JsonObject whole = client().get(erin(), ACCOUNTS).json();
        assertThat(whole.has("nextPageToken")).isFalse();

        var names = new ArrayList<String>();
        Optional<String> token = Optional.of("");
        while (token.isPresent()) {
            JsonObject page = client().get(erin(), ACCOUNTS, "pageSize=2&pageToken=" + token.get())
                    .json();
            assertThat(page.objects("accounts")).hasSizeLessThanOrEqualTo(2);
            page.objects("accounts").forEach(account -> names.add(account.text("name")));
            token = page.optionalText("nextPageToken");
        }

        assertThat(names)
                .hasSizeGreaterThan(5)
                .isEqualTo(whole.objects("accounts").stream()
                        .map(account -> account.text("name"))
                        .toList());
    }

    @Test
    void refusesOddPages() {
        for (String query : List.of("pageSize=0", "pageSize=1001", "pageToken=%21", "pageToken=YQ", "state=secret")) {
            assertProblem(client().get(erin(), ACCOUNTS, query), 400, "malformed_request");
        }
    }

    @Test
    void showsAdminsAllAccountsAndOthersTheirOwn() {
        assertThat(client().get(admin(), ACCOUNTS).json().objects("accounts"))
                .extracting(account -> account.text("principal"))
                .contains("alice", "bob", "worker", "gateway", "merchant");
        assertThat(client().get(merchant(), ACCOUNTS).json().objects("accounts"))
                .extracting(account -> account.text("principal"))
                .containsOnly("merchant");
        assertProblem(client().get(bob(), BY_NAME + "alice-main"), 404, "not_found");
        assertThat(client().get(admin(), BY_NAME + "alice-main").status()).isEqualTo(200);
    }

    @Test
    void renamesAnAccountWhoseKeyGoesOnSigning() {
        String before = opened("erin", "payer");
        String after = unique("renamed");
        Address address = account(erin(), before);

        agree(client().put(
                        admin(),
                        BY_NAME + before,
                        JsonObject.builder().put("name", after).build()));

        assertThat(account(erin(), after)).isEqualTo(address);
        assertProblem(client().get(erin(), BY_NAME + before), 404, "not_found");
        assertThat(client().post(erin(), PAYMENTS, payment(address, requirements()))
                        .status())
                .isEqualTo(200);
        assertConflict(create("erin", before, "payer"), "account_name_taken");
    }

    @Test
    void rotatesToANewAddressAndSignsNothingWithTheOld() {
        String name = opened("erin", "payer");
        Address before = account(erin(), name);
        assertThat(client().post(erin(), PAYMENTS, payment(before, requirements()))
                        .status())
                .isEqualTo(200);

        agree(client().send(
                        "POST",
                        BY_NAME + name + "/rotations",
                        new byte[0],
                        "Bearer " + client().token(admin(), "POST", BY_NAME + name + "/rotations", new byte[0])));

        JsonObject account = client().get(erin(), BY_NAME + name).json();
        Address after = Address.parse(account.text("address"));
        assertThat(after).isNotEqualTo(before);
        assertThat(account.integer("version")).isEqualTo(2);
        assertThat(account.objects("earlier"))
                .singleElement()
                .satisfies(earlier -> assertThat(earlier.text("address") + " " + earlier.text("state"))
                        .isEqualTo(before + " retired"));
        assertThat(account(erin(), name)).isEqualTo(after);
        assertThat(client().post(erin(), PAYMENTS, payment(after, requirements()))
                        .status())
                .isEqualTo(200);
        assertRefused(before, "account_retired");
    }

    @Test
    void closesAnAccountAtOnceAndForEver() {
        String name = opened("erin", "payer");
        Address address = account(erin(), name);

        JsonObject closed = client().delete(secondAdmin(), BY_NAME + name).json();

        assertThat(closed.text("state")).isEqualTo("applied");
        assertThat(client().get(erin(), BY_NAME + name).json().text("state")).isEqualTo("closed");
        assertRefused(address, "account_retired");
        assertProblem(client().delete(admin(), BY_NAME + name), 422, "account_unknown");
        assertConflict(create("erin", name, "payer"), "account_name_taken");
        assertThat(client().get(erin(), ACCOUNTS, "state=all").json().objects("accounts"))
                .extracting(account -> account.text("name") + " " + account.text("state"))
                .contains(name + " closed");
    }

    @Test
    void refusesEverybodyButAdminsToChangeAccounts() {
        for (Actor actor : List.of(alice(), merchant(), worker())) {
            assertProblem(client().post(actor, ACCOUNTS, JsonObject.EMPTY), 403, "forbidden");
            assertProblem(client().put(actor, BY_NAME + "alice-main", JsonObject.EMPTY), 403, "forbidden");
            assertProblem(client().post(actor, BY_NAME + "alice-main/rotations", "{}"), 403, "forbidden");
            assertProblem(client().delete(actor, BY_NAME + "alice-main"), 403, "forbidden");
        }
    }

    @Test
    void refusesAccountsThatDoNotFitTheirPrincipal() {
        assertConflict(create("alice", unique("lane"), "relay"), "account_kind_refused");
        assertConflict(create("admin", unique("own"), "payer"), "account_kind_refused");
        assertConflict(create("nobody", unique("own"), "payer"), "principal_unknown");
        assertProblem(create("alice", "a b", "payer"), 400, "malformed_request");
        assertProblem(create("alice", unique("own"), "vault"), 400, "malformed_request");
    }

    private String opened(String principal, String kind) {
        String name = unique(principal);
        agree(create(principal, name, kind));
        return name;
    }

    private Answer create(String principal, String name, String kind) {
        return client().post(
                        admin(),
                        ACCOUNTS,
                        JsonObject.builder()
                                .put("principal", principal)
                                .put("name", name)
                                .put("kind", kind)
                                .build());
    }

    private void assertConflict(Answer proposed, String failure) {
        JsonObject failed = approve(secondAdmin(), proposed.json()).json();
        assertThat(failed.text("state")).isEqualTo("failed");
        assertThat(failed.text("failure")).isEqualTo(failure);
    }

    private void assertRefused(Address account, String code) {
        long before = journalEntries();
        assertProblem(client().post(erin(), PAYMENTS, payment(account, requirements())), 403, code);
        assertThat(journalEntries()).isEqualTo(before);
    }
}
