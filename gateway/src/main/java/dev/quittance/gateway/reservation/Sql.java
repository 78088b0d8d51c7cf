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
    /**
     * Writes the entry of the log that belongs to the one row of {@code changed (payment_id, sequence)}. Without that row the entry
     * would belong to no payment, which the log refuses: with it fails whatever goes to the database together.
     */
    static final String LOG_CHANGED = """
            insert into reservation_event (payment_id, sequence, type, from_state, to_state, data)
            select payment_id, sequence, ?, ?, ?, ?::jsonb from (values (1)) as one left join changed on true
            """;

    private static final String NOT_NULL_VIOLATION = "23502";

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

    /**
     * One change under a lease.
     *
     * @throws LeaseLostException when it changes nothing, or when its entry in the log has no payment to tell of
     */
    void change(Lease lease, Statement statement) {
        if (commit(lease, () -> atOnce(List.of(statement)))[0] != 1) {
            throw new LeaseLostException(lease);
        }
    }

    /**
     * Commits all or nothing.
     *
     * @param changes under the lease with their entries in the log, and what belongs to them
     * @throws LeaseLostException when the lease is another's
     */
    void transact(Lease lease, List<Statement> changes, Also also) {
        var all = new ArrayList<>(changes);
        all.addAll(also.statements());
        commit(
                lease,
                () -> also.then().isPresent()
                        ? thenMore(all, changes.size(), also.then().get())
                        : atOnce(all));
    }

    private interface Change {
        int[] commit() throws SQLException;
    }

    private static int[] commit(Lease lease, Change change) {
        try {
            return change.commit();
        } catch (SQLException e) {
            throw NOT_NULL_VIOLATION.equals(e.getSQLState())
                    ? new LeaseLostException(lease)
                    : new StoreUnavailableException(e);
        }
    }

    /** What goes to the database in one message outside of a transaction is a transaction of its own: one round trip. */
    private int[] atOnce(List<Statement> statements) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Statement.runAll(connection, statements);
        }
    }

    private int[] thenMore(List<Statement> statements, int before, Also.Then then) throws SQLException {
        return Transactions.run(dataSource, connection -> {
            int[] changed = Statement.runAll(connection, statements);
            then.in(connection, Arrays.stream(changed, before, changed.length).sum());
            return changed;
        });
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
