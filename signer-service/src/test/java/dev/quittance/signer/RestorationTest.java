package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
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
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(RestorationTest.OwnEnvironment.class)
class RestorationTest extends SignerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

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

        // When a signer becomes active that finds another database than the last one had
        execute("update signer.database_origin set timeline = timeline + 1");
        execute("update signer.active_signer set fence = fence + 1, expires_at = '-infinity'");
        awaitFrozen(free);

        // Then nothing is signed
        assertProblem(client().post(bob(), PAYMENTS, payment(budgeted, requirements())), 403, "all_stopped");

        // And once it is resumed, budgets count as spent; the next activation finds nothing new
        execute("delete from signer.stop");
        changed.fire(new CustodyChanged());
        assertProblem(client().post(bob(), PAYMENTS, payment(budgeted, requirements())), 403, "hour_budget_exceeded");
        assertThat(client().post(alice(), PAYMENTS, payment(free, requirements()))
                        .status())
                .isEqualTo(200);
        execute("update signer.active_signer set fence = fence + 1, expires_at = '-infinity'");
        awaitSigned(free);
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
