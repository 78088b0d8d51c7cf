package dev.quittance.vitals;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/** Whether the database answers and takes writes, has room, and agrees about the time. */
final class DatabaseProbes {
    private static final String WRITABLE =
            "select not pg_is_in_recovery() and not current_setting('transaction_read_only')::boolean";
    private static final String NOW = "select clock_timestamp()";

    /** Sorting more than fits into memory goes through a file, on the volume where the tables are. */
    private static final String SPILL_A_FILE = """
            select count(*) from (select repeat('x', 100) || n from generate_series(1, 3000) n order by 1 offset 0) spilled
            """;

    /** Once this service's clock is known to be wrong, how wrong does not matter to the second. */
    private static final Duration ROUNDED = Duration.ofSeconds(10);

    @Produces
    @Singleton
    @DefaultBean
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Probe database(DataSource dataSource) {
        return new Probe("database", () -> {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(WRITABLE)) {
                row.next();
                return row.getBoolean(1)
                        ? Optional.empty()
                        : Optional.of("it takes no writes; point quarkus.datasource.jdbc.url to the primary");
            } catch (SQLException e) {
                return Optional.of(Failures.ofDatabase(e));
            }
        });
    }

    @Produces
    @Singleton
    Probe disk(DataSource dataSource) {
        return new Probe("disk", () -> {
            try (var connection = dataSource.getConnection()) {
                return spill(connection);
            } catch (SQLException e) {
                // That it does not answer is the other probe's word.
                return Optional.empty();
            }
        });
    }

    @Produces
    @Singleton
    Probe clock(DataSource dataSource, InstantSource clock, VitalsConfig config) {
        return new Probe("clock", () -> {
            try (var connection = dataSource.getConnection();
                    var statement = connection.createStatement()) {
                Instant before = clock.instant();
                Instant theirs;
                try (var row = statement.executeQuery(NOW)) {
                    row.next();
                    theirs = row.getTimestamp(1).toInstant();
                }
                return difference(before, clock.instant(), theirs, config.clockSkewMax());
            } catch (SQLException e) {
                return Optional.empty();
            }
        });
    }

    /** What is wrong when the database said {@code theirs} at some time between {@code before} and {@code after}. */
    static Optional<String> difference(Instant before, Instant after, Instant theirs, Duration max) {
        if (theirs.isBefore(before.minus(max))) {
            return Optional.of(off(Duration.between(theirs, before), "ahead of"));
        }
        if (theirs.isAfter(after.plus(max))) {
            return Optional.of(off(Duration.between(after, theirs), "behind"));
        }
        return Optional.empty();
    }

    private static String off(Duration by, String direction) {
        long seconds = by.compareTo(ROUNDED) < 0 ? by.toSeconds() : by.dividedBy(ROUNDED) * ROUNDED.toSeconds();
        return "this machine's clock is about " + seconds + " s " + direction
                + " the database's; synchronise both with NTP";
    }

    private static Optional<String> spill(Connection connection) throws SQLException {
        boolean automatic = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("set local work_mem = '64kB'");
            try (var row = statement.executeQuery(SPILL_A_FILE)) {
                row.next();
                return Optional.empty();
            }
        } catch (SQLException e) {
            return Failures.isOutOfRoom(e) ? Optional.of(Failures.ofDatabase(e)) : Optional.empty();
        } finally {
            connection.rollback();
            connection.setAutoCommit(automatic);
        }
    }
}
