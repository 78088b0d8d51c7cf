package dev.quittance.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Events on their way out: written in the transaction of the state change that they report. */
public final class Outbox {
    /**
     * Adds events in their order; for callers that send it together with other statements. {@link #bind} sets its parameters.
     */
    public static final String INSERT = """
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
            bind(statement, 1, topic, events);
            statement.executeUpdate();
        }
    }

    /** Sets the four parameters of {@link #INSERT} from the index {@code first} on; gives the index after them. */
    public static int bind(PreparedStatement statement, int first, String topic, List<Event> events)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setString(first, topic);
        statement.setArray(
                first + 1,
                connection.createArrayOf("uuid", events.stream().map(Event::id).toArray()));
        statement.setArray(
                first + 2,
                connection.createArrayOf(
                        "text", events.stream().map(Event::subject).toArray()));
        statement.setArray(
                first + 3,
                connection.createArrayOf(
                        "bytea", events.stream().map(Event::toBytes).toArray(byte[][]::new)));
        return first + 4;
    }
}
