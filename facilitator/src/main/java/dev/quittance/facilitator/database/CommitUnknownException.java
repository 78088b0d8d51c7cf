package dev.quittance.facilitator.database;

import java.sql.SQLException;

/** The connection broke during a commit: whether the transaction was kept can only be found out by looking. */
public final class CommitUnknownException extends SQLException {
    private static final long serialVersionUID = 1L;

    CommitUnknownException(SQLException cause) {
        super("the connection broke during the commit", cause.getSQLState(), cause);
    }
}
