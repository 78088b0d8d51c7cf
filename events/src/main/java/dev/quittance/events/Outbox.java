package dev.quittance.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Events on their way out: written in the transaction of the state change that they report. */
public final class Outbox {
    private static final String INSERT = """
            insert into outbox (event_id, topic, key, payload) values (?, ?, ?, ?)
            """;

    private static final String INSERT_ALL = """
            insert into outbox (event_id, topic, key, payload)
            select e.event_id, ?, e.key, e.payload
            from unnest(?::uuid[], ?::text[], ?::bytea[]) with ordinality as e(event_id, key, payload, position)
            order by e.position
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

    /** Adds many events to the caller's transaction, in their order. */
    public static void appendAll(Connection connection, String topic, List<Event> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(INSERT_ALL)) {
            statement.setString(1, topic);
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", events.stream().map(Event::id).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text", events.stream().map(Event::subject).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "bytea", events.stream().map(Event::toBytes).toArray(byte[][]::new)));
            statement.executeUpdate();
        }
    }
}
