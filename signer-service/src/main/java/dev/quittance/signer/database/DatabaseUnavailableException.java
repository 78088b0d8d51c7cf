package dev.quittance.signer.database;

/** The database did not do its part. Its own message may quote values, so only the SQL state is carried on. */
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    DatabaseUnavailableException(String sqlState) {
        super("the database did not answer");
        this.sqlState = sqlState;
    }

    /** The five-letter SQLSTATE, or {@code none}. */
    public String sqlState() {
        return sqlState;
    }
}
