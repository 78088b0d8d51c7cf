package dev.quittance.gateway.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** One change with its parameters, so that several can go to the database in one round trip. */
public record Statement(String sql, Binder binder) {

    /** Sets parameters. */
    @FunctionalInterface
    public interface Binder {
        /** Sets them from the index {@code first} on; gives the index after the last one. */
        int bind(PreparedStatement statement, int first) throws SQLException;
    }

    /** Sends all at once, in this order; how many rows each changed. Those after a failing one change nothing. */
    public static int[] runAll(Connection connection, List<Statement> statements) throws SQLException {
        String sql = statements.stream().map(each -> each.sql().strip()).collect(Collectors.joining(";\n"));
        try (PreparedStatement prepared = connection.prepareStatement(sql)) {
            int next = 1;
            for (Statement each : statements) {
                next = each.binder().bind(prepared, next);
            }
            prepared.execute();
            int[] changed = new int[statements.size()];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = prepared.getUpdateCount();
                prepared.getMoreResults();
            }
            return changed;
        }
    }
}
