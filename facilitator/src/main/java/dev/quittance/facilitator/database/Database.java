package dev.quittance.facilitator.database;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in one transaction: committed when it returns, rolled back when it throws. */
@Singleton
public final class Database {
    private final DataSource dataSource;

    public Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Runs the work in a transaction of its own.
     *
     * @throws CommitUnknownException when the connection broke during the commit
     * @throws SQLException when the database failed before; nothing was kept
     */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                commit(connection);
                return result;
            } finally {
                // Undoes nothing after a commit.
                rollBack(connection);
            }
        }
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw isRefusal(e) ? e : new CommitUnknownException(e);
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The server has rolled back when it lost the connection; what broke it is on its way to the caller.
        }
    }

    /** Class 08 is a broken connection, 57 a server going down; anything else is the server's word that it did not commit. */
    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && !state.startsWith("08") && !state.startsWith("57");
    }

    /** Statements on one connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}
