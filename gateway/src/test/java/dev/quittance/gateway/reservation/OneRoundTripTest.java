package dev.quittance.gateway.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.database.Statement;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that go to the database at once, without a transaction of JDBC's, are one all the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Set before all tests.
class OneRoundTripTest {
    /** More than the times after which the driver prepares a statement for good, and sends it in another way. */
    private static final int TIMES = 12;

    private static final Lease LEASE = new Lease(UUID.randomUUID(), 1);

    private EmbeddedPostgres postgres;
    private AgroalDataSource database;
    private Sql sql;

    @BeforeAll
    void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .locations("db/migration", "db/events")
                .load()
                .migrate();
        // The driver learns a statement on each connection anew.
        database = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(1)
                        .connectionFactoryConfiguration(
                                connection -> connection.jdbcUrl(postgres.getJdbcUrl("postgres", "postgres")))));
        sql = new Sql(database);
    }

    @AfterAll
    void stop() throws IOException {
        database.close();
        postgres.close();
    }

    private static Statement entry(UUID paymentId, int sequence, String type) {
        return new Statement(
                "insert into reservation_event (payment_id, sequence, type) values (?, ?, ?)", (insert, first) -> {
                    insert.setObject(first, paymentId);
                    insert.setInt(first + 1, sequence);
                    insert.setString(first + 2, type);
                    return first + 3;
                });
    }

    private static Statement underALostLease() {
        var step =
                "with changed as (update reservation set state = 'DONE' where false returning payment_id, sequence)\n";
        return new Statement(step + Sql.LOG_CHANGED, (insert, first) -> {
            insert.setString(first, "lost");
            insert.setString(first + 1, "EXECUTING");
            insert.setString(first + 2, "DONE");
            insert.setString(first + 3, "{}");
            return first + 4;
        });
    }

    private long entries(UUID paymentId) throws SQLException {
        try (var connection = database.getConnection();
                var count =
                        connection.prepareStatement("select count(*) from reservation_event where payment_id = ?")) {
            count.setObject(1, paymentId);
            try (var row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void nothingIsKeptWhenOneOfThemFails(int bad) throws SQLException {
        for (int time = 0; time < TIMES; time++) {
            // Given three changes of which one is against the schema
            var id = UUID.randomUUID();
            var changes = new ArrayList<Statement>();
            for (int i = 0; i < 3; i++) {
                changes.add(entry(id, i + 1, i == bad ? "Not A Type" : "reserved"));
            }

            // When, Then
            assertThatThrownBy(() -> sql.transact(LEASE, changes, Also.NOTHING))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(entries(id)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void nothingIsKeptWhenTheLeaseIsLost(int lost) throws SQLException {
        for (int time = 0; time < TIMES; time++) {
            // Given
            var id = UUID.randomUUID();
            var changes = new ArrayList<>(List.of(entry(id, 1, "reserved"), entry(id, 2, "settled")));
            changes.add(lost, underALostLease());

            // When, Then
            assertThatThrownBy(() -> sql.transact(LEASE, changes, Also.NOTHING)).isInstanceOf(LeaseLostException.class);
            assertThat(entries(id)).isZero();
        }
    }

    @Test
    void nothingIsKeptWhenWhatFollowsFails() throws SQLException {
        // Given
        var id = UUID.randomUUID();
        var counted = new AtomicInteger();
        var also = new Also(List.of(entry(id, 2, "settled")), Optional.of((_, changed) -> {
            counted.set(changed);
            throw new SQLException("refused");
        }));

        // When, Then
        assertThatThrownBy(() -> sql.transact(LEASE, List.of(entry(id, 1, "reserved")), also))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(counted).hasValue(1);
        assertThat(entries(id)).isZero();
    }

    @Test
    void allAreKept() throws SQLException {
        for (int time = 0; time < TIMES; time++) {
            // Given
            var id = UUID.randomUUID();

            // When
            sql.transact(
                    LEASE,
                    List.of(entry(id, 1, "reserved"), entry(id, 2, "settled")),
                    new Also(List.of(entry(id, 3, "delivered")), Optional.empty()));

            // Then
            assertThat(entries(id)).isEqualTo(3);
        }
    }
}
