package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class StopTest extends SignerTest {
    @Test
    void stopsAnAgentAtOnceAndResumesItWithTwoAdmins() {
        assertStops("principal", "erin", "agent_stopped", erin(), "erin-main");
        assertThat(pays(alice(), "alice-main").status()).isEqualTo(200);
    }

    @Test
    void stopsOneAccount() {
        stop("account", "alice-spare");

        assertProblem(pays(alice(), "alice-spare"), 403, "account_stopped");
        assertThat(pays(alice(), "alice-main").status()).isEqualTo(200);

        resume("account", "alice-spare");
        assertThat(pays(alice(), "alice-spare").status()).isEqualTo(200);
    }

    @Test
    void stopsEverybody() {
        stop("all", "");
        try {
            assertProblem(pays(alice(), "alice-main"), 403, "all_stopped");
            assertProblem(pays(bob(), "bob-main"), 403, "all_stopped");
        } finally {
            resume("all", "");
        }
        assertThat(pays(bob(), "bob-main").status()).isEqualTo(200);
    }

    @Test
    void givesNotEvenOldSignaturesAgainWhileStopped() {
        JsonObject request = payment(account(erin(), "erin-main"), requirements());
        Answer before = client().post(erin(), PAYMENTS, request);
        stop("principal", "erin");

        assertProblem(client().post(erin(), PAYMENTS, request), 403, "agent_stopped");

        resume("principal", "erin");
        assertThat(client().post(erin(), PAYMENTS, request).text()).isEqualTo(before.text());
    }

    @Test
    void keepsARenamedAccountStopped() {
        String name = unique("erins");
        agree(client().post(
                        admin(),
                        ACCOUNTS,
                        JsonObject.builder()
                                .put("principal", "erin")
                                .put("name", name)
                                .put("kind", "payer")
                                .build()));
        stop("account", name);
        Address address = account(erin(), name);
        String after = unique("renamed");

        agree(client().put(
                        admin(),
                        ACCOUNTS + "/by-name/" + name,
                        JsonObject.builder().put("name", after).build()));

        assertProblem(client().post(erin(), PAYMENTS, payment(address, requirements())), 403, "account_stopped");
    }

    private void assertStops(String target, String name, String code, Actor actor, String account) {
        assertThat(pays(actor, account).status()).isEqualTo(200);
        stop(target, name);
        long before = journalEntries();

        assertProblem(pays(actor, account), 403, code);
        assertThat(journalEntries()).isEqualTo(before);

        JsonObject resume = client().post(admin(), CHANGES, document("resume", target, name))
                .json();
        assertThat(resume.text("state")).isEqualTo("proposed");
        assertProblem(pays(actor, account), 403, code);
        assertThat(approve(secondAdmin(), resume).json().text("state")).isEqualTo("applied");
        assertThat(pays(actor, account).status()).isEqualTo(200);
    }

    private void stop(String target, String name) {
        JsonObject stopped = client().post(secondAdmin(), CHANGES, document("stop", target, name))
                .json();
        assertThat(stopped.text("state")).isEqualTo("applied");
    }

    private void resume(String target, String name) {
        change(document("resume", target, name));
    }

    private static JsonObject document(String kind, String target, String name) {
        var document = changeOf(kind).put("target", target);
        return (name.isEmpty() ? document : document.put("name", name)).build();
    }

    private Answer pays(Actor actor, String account) {
        return client().post(actor, PAYMENTS, payment(account(actor, account), requirements()));
    }
}
