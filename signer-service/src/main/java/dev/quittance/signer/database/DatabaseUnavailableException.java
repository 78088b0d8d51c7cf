package dev.quittance.signer.database;

import java.sql.SQLException;

/** The database did not do its part. Its own message may quote values, so only the SQL state is carried on. */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    DatabaseUnavailableException(SQLException cause) {
        super("the database did not answer");
        String state = cause.getSQLState();
        this.sqlState = state == null ? "none" : state;
    }

    /** The five-letter SQLSTATE, or {@code none}. */
    public String sqlState() {
        return sqlState;
    }

    /** Whether it is the statements that were refused, and not the database that was out of reach: classes 22 and 23. */
    public boolean isOfTheData() {
        return sqlState.startsWith("22") || sqlState.startsWith("23");
    }
}
