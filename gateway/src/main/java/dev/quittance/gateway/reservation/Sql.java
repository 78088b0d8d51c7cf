package dev.quittance.gateway.reservation;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.database.Statement;
import dev.quittance.gateway.database.Transactions;
import dev.quittance.protocol.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Statements and transactions, with one word for everything that a database can do wrong. */
final class Sql {
    /** Writes the entry of the log that belongs to the rows of {@code changed (payment_id, sequence)}. */
    static final String LOG_CHANGED = """
            insert into reservation_event (payment_id, sequence, type, from_state, to_state, data)
            select payment_id, sequence, ?, ?, ?, ?::jsonb from changed
            """;

    private final DataSource dataSource;

    Sql(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    <T> T run(String sql, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return run(connection, sql, work);
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    static <T> T run(Connection connection, String sql, Work<T> work) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.on(statement);
        }
    }

    /** One statement that has to change one row. */
    void requireOne(Lease lease, Statement statement) {
        try (Connection connection = dataSource.getConnection()) {
            requireOne(lease, Statement.runAll(connection, List.of(statement))[0]);
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    static void requireOne(Lease lease, int changed) {
        if (changed != 1) {
            throw new LeaseLostException(lease);
        }
    }

    /**
     * Commits all or nothing.
     *
     * @param steps have to change one row each
     */
    void transact(Lease lease, List<Statement> steps, List<Statement> more, Also also) {
        var all = new ArrayList<>(steps);
        all.addAll(more);
        all.addAll(also.statements());
        try {
            Transactions.run(dataSource, connection -> {
                int[] changed = Statement.runAll(connection, all);
                for (int i = 0; i < steps.size(); i++) {
                    requireOne(lease, changed[i]);
                }
                int before = steps.size() + more.size();
                also.then()
                        .in(
                                connection,
                                Arrays.stream(changed, before, changed.length).sum());
                return changed;
            });
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    /** Parameters of {@link #LOG_CHANGED}. */
    static int setEntry(PreparedStatement statement, int first, String type, String from, String to, JsonObject data)
            throws SQLException {
        statement.setString(first, type);
        statement.setString(first + 1, from);
        statement.setString(first + 2, to);
        statement.setString(first + 3, data.toString());
        return first + 4;
    }

    static int setLease(PreparedStatement statement, int first, Lease lease) throws SQLException {
        UUID id = lease.paymentId();
        statement.setObject(first, id);
        statement.setLong(first + 1, lease.fence());
        return first + 2;
    }
}
