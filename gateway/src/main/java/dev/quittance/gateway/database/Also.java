package dev.quittance.gateway.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What belongs into the transaction of a change of state besides itself.
 *
 * @param statements go to the database together with it
 * @param then is done after them
 */
public record Also(List<Statement> statements, Optional<Then> then) {
    public static final Also NOTHING = new Also(List.of(), Optional.empty());

    public Also {
        statements = List.copyOf(statements);
    }

    /** More work on the same connection. */
    @FunctionalInterface
    public interface Then {
        /**
         * Does it.
         *
         * @param changed the rows that the statements changed
         */
        void in(Connection connection, int changed) throws SQLException;
    }

    /** Does all of it in the caller's transaction; the rows that the statements changed. */
    public int in(Connection connection) throws SQLException {
        int changed = statements.isEmpty()
                ? 0
                : Arrays.stream(Statement.runAll(connection, statements)).sum();
        if (then.isPresent()) {
            then.get().in(connection, changed);
        }
        return changed;
    }
}
