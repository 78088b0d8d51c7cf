package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(DeadDatabaseTest.OwnEnvironment.class)
class DeadDatabaseTest extends SignerTest {

    @Test
    void answers503AndSignsNothingWhenTheDatabaseIsGone() throws Exception {
        JsonObject request = payment(account(alice(), "alice-main"), requirements());
        assertThat(client().post(alice(), PAYMENTS, request).status()).isEqualTo(200);
        ProcessHandle postgres = ProcessHandle.of(config.getValue("test.postgres.pid", long.class))
                .orElseThrow();

        postgres.destroyForcibly();
        postgres.onExit().get();

        for (int i = 0; i < 3; i++) {
            Answer paying = client().post(alice(), PAYMENTS, request);
            assertProblem(paying, 503, "database_unavailable");
            assertThat(paying.text()).doesNotContain("signature", "Exception", "SQL");
        }
        assertProblem(client().get(alice(), ACCOUNTS), 503, "database_unavailable");
        // Strangers are told apart without the database.
        assertProblem(client().send("GET", ACCOUNTS, new byte[0]), 401, "token_missing");
    }

    /** A restart of the service with a database that may be broken. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
