package dev.quittance.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Events on their way out: written in the transaction of the state change that they report. */
public final class Outbox {
    private static final String INSERT = """
            insert into outbox (event_id, topic, key, payload)
            select e.event_id, ?, e.key, e.payload
            from unnest(?::uuid[], ?::text[], ?::bytea[]) with ordinality as e(event_id, key, payload, position)
            order by e.position
            """;

    private Outbox() {}

    /** Adds events to the caller's transaction, in their order; the subject becomes the Kafka key. */
    public static void appendAll(Connection connection, String topic, List<Event> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        try (var statement = connection.prepareStatement(INSERT)) {
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
