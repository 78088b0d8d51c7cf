package dev.quittance.signer.stop;

import dev.quittance.signer.policy.Stops;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;

/** Stops in the database. Every method works in the caller's transaction. */
@Singleton
public final class StopStore {
    private static final String ADD = "insert into stop (target, name) values (?, ?) on conflict do nothing";
    private static final String REMOVE = "delete from stop where target = ? and name = ?";
    private static final String RENAME = "update stop set name = ? where target = 'account' and name = ?";

    /** Everything that is stopped. */
    public Stops all(Connection connection) throws SQLException {
        boolean all = false;
        var principals = new HashSet<String>();
        var accounts = new HashSet<String>();
        try (var statement = connection.prepareStatement("select target, name from stop");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                switch (rows.getString("target")) {
                    case "principal" -> principals.add(rows.getString("name"));
                    case "account" -> accounts.add(rows.getString("name"));
                    default -> all = true;
                }
            }
        }
        return new Stops(all, principals, accounts);
    }

    /** Stops; nothing happens to what is stopped already. */
    public void add(Connection connection, StopTarget target) throws SQLException {
        change(connection, ADD, target.kind(), target.named());
    }

    /** Resumes; nothing happens to what is not stopped. */
    public void remove(Connection connection, StopTarget target) throws SQLException {
        change(connection, REMOVE, target.kind(), target.named());
    }

    /** An account that gets another name stays stopped. */
    public void rename(Connection connection, String before, String after) throws SQLException {
        change(connection, RENAME, after, before);
    }

    private static void change(Connection connection, String sql, String first, String second) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, first);
            statement.setString(2, second);
            statement.executeUpdate();
        }
    }
}
