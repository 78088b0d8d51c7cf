package dev.quittance.signer.database;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Runs work in one transaction: committed when it returns, rolled back when it throws. */
@Singleton
public final class Database {
    private final DataSource dataSource;

    Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Runs the work in a transaction of its own.
     *
     * @throws DataRefusedException when the schema does not take what the work writes; nothing was kept
     * @throws DatabaseUnavailableException when the database cannot be reached or does not do its part; nothing was kept, or,
     *     when the connection broke during the commit, it is unknown whether it was
     */
    public <T> T inTransaction(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            return commitOrRollBack(connection, work);
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "none" : e.getSQLState();
            throw DataRefusedException.isMeantBy(e)
                    ? new DataRefusedException(state)
                    : new DatabaseUnavailableException(state);
        }
    }

    private static <T> T commitOrRollBack(Connection connection, Work<T> work) throws SQLException {
        boolean committed = false;
        try {
            T result = work.run(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) {
                connection.rollback();
            }
        }
    }

    /** Statements on one connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}
