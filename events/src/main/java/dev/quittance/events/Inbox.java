package dev.quittance.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Events that a consumer has worked through: Kafka delivers at least once, the inbox makes it once. */
public final class Inbox {
    private static final String INSERT = """
            insert into inbox (consumer, event_id)
            select ?, e.event_id from (select distinct unnest(?::uuid[]) as event_id) e
            order by e.event_id
            on conflict do nothing returning event_id
            """;

    private Inbox() {}

    /**
     * Notes many events in the caller's transaction.
     *
     * @return those that this consumer has not had before; waits for transactions that are just noting them
     */
    public static Set<UUID> firstTimes(Connection connection, String consumer, Collection<UUID> eventIds)
            throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, consumer);
            statement.setArray(2, connection.createArrayOf("uuid", eventIds.toArray()));
            var first = new HashSet<UUID>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    first.add(rows.getObject(1, UUID.class));
                }
            }
            return first;
        }
    }
}
