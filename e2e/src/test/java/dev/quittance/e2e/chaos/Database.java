package dev.quittance.e2e.chaos;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks into the services' tables, each with its own role. */
record Database(ChaosSuite suite) {
    static final String FACILITATOR = "facilitator";
    static final String WORKER = "settlement_worker";
    static final String SIGNER = "signer";
    static final String GATEWAY = "gateway";

    /** Rows as text; nulls as {@code null}. */
    List<List<String>> rows(String role, String query, byte[]... parameters) throws SQLException {
        try (var connection = suite.postgres().connect(role);
                var sql = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                sql.setBytes(i + 1, parameters[i]);
            }
            try (var rows = sql.executeQuery()) {
                var all = new ArrayList<List<String>>();
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    var row = new ArrayList<String>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(String.valueOf(rows.getString(column)));
                    }
                    all.add(row);
                }
                return all;
            }
        }
    }

    /** A violation for each row that the query finds. */
    Stream<String> none(String role, String what, String query) throws SQLException {
        return rows(role, query).stream().map(row -> role + " has " + what + ": " + row);
    }
}
