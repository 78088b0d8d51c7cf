package dev.quittance.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Events that a consumer has worked through: Kafka delivers at least once, the inbox makes it once. */
public final class Inbox {
    private static final String INSERT = """
            insert into inbox (consumer, event_id) values (?, ?) on conflict do nothing
            """;

    private Inbox() {}

    /**
     * Notes the event in the caller's transaction.
     *
     * @return false when this consumer has had the event before; waits for a transaction that is just noting it
     */
    public static boolean firstTime(Connection connection, String consumer, UUID eventId) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, consumer);
            statement.setObject(2, eventId);
            return statement.executeUpdate() == 1;
        }
    }
}
