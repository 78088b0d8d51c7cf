package dev.quittance.gateway.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** A database that took payments before there was a log, an outbox or a stored answer. */
class SchemaUpgradeTest {
    private static final String RESERVATION = """
            insert into reservation (payment_id, chain_id, token, payer, nonce, tenant, request_digest, challenge_digest,
                                     route, amount, lease_until)
            values (gen_random_uuid(), 84532, decode(repeat('01', 20), 'hex'), decode(repeat('02', 20), 'hex'),
                    decode(repeat('%s', 32), 'hex'), 'demo', decode(repeat('03', 32), 'hex'),
                    decode(repeat('04', 32), 'hex'), 'weather', 10, now())
            """;

    @Test
    void carriesEveryReservationOver() throws IOException, SQLException {
        try (var postgres = EmbeddedPostgres.start();
                var connection = postgres.getPostgresDatabase().getConnection();
                var sql = connection.createStatement()) {
            // Given
            Flyway first =
                    flyway(postgres).locations("db/migration").target("0100").load();
            first.migrate();
            sql.execute(RESERVATION.formatted("0a"));
            sql.execute(RESERVATION.formatted("0b"));
            sql.execute("update reservation set state = 'SETTLING', settle_asked = 1");
            sql.execute(
                    "update reservation set state = 'EXECUTING', settlement = '{}' where nonce = decode(repeat('0b', 32), 'hex')");
            sql.execute("update reservation set state = 'DONE', upstream_status = 200 where settlement is not null");
            sql.execute(RESERVATION.formatted("0c"));

            // When
            flyway(postgres)
                    .locations("db/migration", "db/events")
                    .outOfOrder(true)
                    .load()
                    .migrate();

            // Then
            List<String> carried = new ArrayList<>();
            var query = """
                    select r.state, r.level, e.type, e.to_state
                    from reservation r join reservation_event e using (payment_id, sequence) order by r.nonce
                    """;
            try (var rows = sql.executeQuery(query)) {
                while (rows.next()) {
                    carried.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3) + " "
                            + rows.getString(4));
                }
            }
            assertThat(carried)
                    .containsExactly(
                            "SETTLING NONE carried_over SETTLING",
                            "DONE INCLUDED carried_over DONE",
                            "RESERVED NONE carried_over RESERVED");
        }
    }

    private static FluentConfiguration flyway(EmbeddedPostgres postgres) {
        return Flyway.configure().dataSource(postgres.getPostgresDatabase());
    }
}
