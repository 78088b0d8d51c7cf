package dev.quittance.signer.database;

import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * The schema does not take what was to be recorded: a constraint or trigger speaks against it, or it has no such value. Asking
 * again gives the same. The database's own message may quote values, so only the SQL state is carried on.
 */
public final class DataRefusedException extends RuntimeException {
    /**
     * A value that no column can hold, a broken constraint, what a trigger raises, a value too long for an index. PostgreSQL's
     * appendix A.
     */
    private static final Pattern STATES = Pattern.compile("22...|23...|P0001|54000");

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    DataRefusedException(String sqlState) {
        super("the schema refuses what was to be recorded");
        this.sqlState = sqlState;
    }

    /** Whether it is the data that the database refuses, and not the database that fails. */
    public static boolean isMeantBy(SQLException e) {
        return e.getSQLState() != null && STATES.matcher(e.getSQLState()).matches();
    }

    /** The five-letter SQLSTATE. */
    public String sqlState() {
        return sqlState;
    }
}
