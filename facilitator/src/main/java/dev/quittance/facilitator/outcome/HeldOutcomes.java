package dev.quittance.facilitator.outcome;

import dev.quittance.events.Event;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Outcomes that overtook the one they follow. */
final class HeldOutcomes {
    private static final String TAKE_ALL = """
            delete from held_outcome where payment_id = any (?) returning payment_id, event""";

    private static final String STUCK = """
            select payment_id from held_outcome group by payment_id
            having max(held_at) <= clock_timestamp() - ? * interval '1 millisecond' limit ?""";

    private static final String INSERT = """
            insert into held_outcome (payment_id, sequence, event) values (?, ?, ?)""";

    private HeldOutcomes() {}

    /** Takes out all that is held for the payments, which must be locked. */
    static Map<UUID, Map<Long, Event>> takeAll(Connection connection, Collection<UUID> ids) throws SQLException {
        var held = new HashMap<UUID, Map<Long, Event>>();
        try (PreparedStatement take = connection.prepareStatement(TAKE_ALL)) {
            take.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = take.executeQuery()) {
                while (rows.next()) {
                    Event event = Event.parse(rows.getString("event").getBytes(StandardCharsets.UTF_8));
                    held.computeIfAbsent(rows.getObject("payment_id", UUID.class), _ -> new TreeMap<>())
                            .put(event.sequence(), event);
                }
            }
        }
        return held;
    }

    /** Payments whose outcomes have waited for so long, and no other came meanwhile. */
    static List<UUID> stuck(Connection connection, Duration age, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(STUCK)) {
            select.setLong(1, age.toMillis());
            select.setInt(2, limit);
            var ids = new ArrayList<UUID>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    static void holdAll(Connection connection, Map<UUID, Map<Long, Event>> held) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (var payment : held.entrySet()) {
                for (var event : payment.getValue().entrySet()) {
                    insert.setObject(1, payment.getKey());
                    insert.setLong(2, event.getKey());
                    insert.setString(3, new String(event.getValue().toBytes(), StandardCharsets.UTF_8));
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }
}
