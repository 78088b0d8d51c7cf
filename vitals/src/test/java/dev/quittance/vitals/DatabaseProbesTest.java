package dev.quittance.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Postgres;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseProbesTest {
    private static final Postgres POSTGRES = Postgres.shared();

    private final DatabaseProbes probes = new DatabaseProbes();
    private final VitalsConfig config = new VitalsTest.Settings(Set.of());

    @Test
    void findsNothingWrongWithAHealthyDatabase() throws Exception {
        var dataSource = dataSource("facilitator");

        assertThat(probes.database(dataSource).check().fault()).isEmpty();
        assertThat(probes.disk(dataSource).check().fault()).isEmpty();
        assertThat(probes.clock(dataSource, Clock.systemUTC(), config).check().fault())
                .isEmpty();
    }

    @Test
    void tellsAWrongPasswordFromADatabaseThatIsNotThere() throws Exception {
        // Given
        var stranger = dataSource("facilitator");
        stranger.setPassword("wrong");
        var nowhere = dataSource("facilitator");
        nowhere.setURL("jdbc:postgresql://localhost:1/quittance");

        // Then
        assertThat(probes.database(stranger).check().fault().orElseThrow()).contains("quarkus.datasource.password");
        assertThat(probes.database(nowhere).check().fault().orElseThrow()).contains("start it");
    }

    @Test
    void seesThatTheDatabaseTakesNoWrites() throws Exception {
        // Given
        var readOnly = dataSource("facilitator");
        readOnly.setOptions("-c default_transaction_read_only=on");

        // Then
        assertThat(probes.database(readOnly).check().fault().orElseThrow()).contains("takes no writes");
    }

    @Test
    void seesThatTheDatabaseHasNoRoomForAFile() throws Exception {
        // Given
        limitFiles("64kB");
        try {
            // When
            var fault = probes.disk(dataSource("signer")).check().fault();

            // Then
            assertThat(fault.orElseThrow()).contains("no room left", "free or add space");
        } finally {
            limitFiles("-1");
        }
    }

    @Test
    void seesAClockTenMinutesOffInEitherDirection() throws Exception {
        // Given
        var dataSource = dataSource("facilitator");
        InstantSource ahead = InstantSource.offset(Clock.systemUTC(), Duration.ofMinutes(10));
        InstantSource behind = InstantSource.offset(Clock.systemUTC(), Duration.ofMinutes(-10));

        // Then
        assertThat(probes.clock(dataSource, ahead, config).check().fault().orElseThrow())
                .contains("ahead of the database's", "NTP");
        assertThat(probes.clock(dataSource, behind, config).check().fault().orElseThrow())
                .contains("behind the database's", "NTP");
    }

    private static PGSimpleDataSource dataSource(String role) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setURL(POSTGRES.jdbcUrl(role));
        dataSource.setUser(role);
        dataSource.setPassword(POSTGRES.password(role));
        return dataSource;
    }

    /** The nearest to a full disk that needs no disk of its own: the server refuses to let a file grow. */
    private static void limitFiles(String most) throws SQLException {
        try (var connection = POSTGRES.connectAsSuperuser();
                var statement = connection.createStatement()) {
            statement.execute("alter role signer set temp_file_limit = '" + most + "'");
        }
    }
}
