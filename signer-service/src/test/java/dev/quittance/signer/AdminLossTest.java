package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(AdminLossTest.OwnEnvironment.class)
class AdminLossTest extends SignerTest {
    @Test
    void countsNoApprovalOfAnAdminWithoutKeysAndKeepsTheLastOne() throws Exception {
        var third = new Actor("third-admin", "admin", Actor.newKey("third-admin-1"), List.of());
        change(changeOf("register_principal")
                .put("principal", third.principal())
                .build());
        var spare = new Actor("alice", "agent", Actor.newKey("alice-spare"), List.of());
        JsonObject proposed = client().post(
                        third,
                        CHANGES,
                        changeOf("add_key")
                                .put("principal", "alice")
                                .put("key", spare.publicJwk())
                                .build())
                .json();

        revoke(admin(), "third-admin-1");

        assertThat(approve(secondAdmin(), proposed).json().text("state")).isEqualTo("proposed");
        assertProblem(client().get(spare, ACCOUNTS), 401, "token_key_unknown");
        assertThat(approve(admin(), proposed).json().text("state")).isEqualTo("applied");
        assertThat(client().get(spare, ACCOUNTS).status()).isEqualTo(200);

        revoke(admin(), "second-admin-1");
        assertProblem(client().post(admin(), CHANGES, revocation("admin-1")), 422, "last_admin_key");
        assertThat(client().get(admin(), CHANGES).status()).isEqualTo(200);
    }

    private void revoke(Actor admin, String keyId) {
        assertThat(client().post(admin, CHANGES, revocation(keyId)).json().text("state"))
                .isEqualTo("applied");
    }

    private static JsonObject revocation(String keyId) {
        return changeOf("revoke_key").put("keyId", keyId).build();
    }

    /** A service of its own, because it loses its admins. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
