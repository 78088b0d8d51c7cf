package dev.quittance.transparency;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a service has seen of the signer's log, in the table {@code signer_log_seen} of its own database. Every method works in the
 * caller's transaction.
 */
public final class SeenStore {
    private static final String NEWEST = "select restored, note from signer_log_seen order by restored desc limit 1";
    private static final String KEEP = """
            insert into signer_log_seen (restored, size, note) values (?, ?, ?)
            on conflict (restored) do update set size = excluded.size, note = excluded.note, seen_at = excluded.seen_at
            where excluded.size > signer_log_seen.size
            """;

    private SeenStore() {}

    /** The newest that was kept; empty when nothing was. */
    public static Optional<Anchor> newest(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(NEWEST);
                var rows = statement.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            long restored = rows.getLong(1);
            return Optional.of(
                    new Anchor(rows.getString(2), restored < 0 ? OptionalLong.empty() : OptionalLong.of(restored)));
        }
    }

    /** Keeps what was verified, if it is newer than what is kept. */
    public static boolean keep(Connection connection, Anchor anchor, long size) throws SQLException {
        try (var statement = connection.prepareStatement(KEEP)) {
            statement.setLong(1, anchor.restored().orElse(-1));
            statement.setLong(2, size);
            statement.setString(3, anchor.note());
            return statement.executeUpdate() == 1;
        }
    }
}
