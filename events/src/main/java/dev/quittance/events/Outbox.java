package dev.quittance.events;

import java.sql.Connection;
import java.sql.SQLException;

/** Events on their way out: written in the transaction of the state change that they report. */
public final class Outbox {
    private static final String INSERT = """
            insert into outbox (event_id, topic, key, payload) values (?, ?, ?, ?)
            """;

    private Outbox() {}

    /** Adds the event to the caller's transaction; the subject becomes the Kafka key. */
    public static void append(Connection connection, String topic, Event event) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, event.id());
            statement.setString(2, topic);
            statement.setString(3, event.subject());
            statement.setBytes(4, event.toBytes());
            statement.executeUpdate();
        }
    }
}
