package dev.quittance.facilitator.outcome;

import dev.quittance.events.Event;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Outcomes that overtook the one they follow. */
final class HeldOutcomes {
    private static final String INSERT = """
            insert into held_outcome (payment_id, sequence, event) values (?, ?, ?) on conflict do nothing""";

    private static final String TAKE = """
            delete from held_outcome where payment_id = ? and sequence = ? returning event""";

    private HeldOutcomes() {}

    static void hold(Connection connection, UUID paymentId, Event event) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, paymentId);
            insert.setLong(2, event.sequence());
            insert.setString(3, new String(event.toBytes(), StandardCharsets.UTF_8));
            insert.executeUpdate();
        }
    }

    static Optional<Event> take(Connection connection, UUID paymentId, long sequence) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setObject(1, paymentId);
            take.setLong(2, sequence);
            try (ResultSet rows = take.executeQuery()) {
                return rows.next()
                        ? Optional.of(Event.parse(rows.getString("event").getBytes(StandardCharsets.UTF_8)))
                        : Optional.empty();
            }
        }
    }
}
