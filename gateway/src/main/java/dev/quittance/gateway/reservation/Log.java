package dev.quittance.gateway.reservation;

import dev.quittance.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads what happened to a reservation. */
public final class Log {
    /** More than any payment has; a bound on what one question reads. */
    private static final int ENTRIES_MAX = 1000;

    private final Sql sql;

    public Log(DataSource dataSource) {
        this.sql = new Sql(dataSource);
    }

    /**
     * One thing that happened.
     *
     * @param from the state before, if it was about a state
     */
    public record Entry(
            long sequence, String type, Optional<String> from, Optional<String> to, JsonObject data, Instant at) {}

    /** All entries of a payment, oldest first; also of one that was freed. */
    public List<Entry> read(UUID paymentId) {
        var select = """
                select sequence, type, from_state, to_state, data::text as data, at from reservation_event
                where payment_id = ? order by sequence limit ?
                """;
        return sql.run(select, statement -> {
            statement.setObject(1, paymentId);
            statement.setInt(2, ENTRIES_MAX);
            var entries = new ArrayList<Entry>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(new Entry(
                            row.getLong("sequence"),
                            row.getString("type"),
                            Optional.ofNullable(row.getString("from_state")),
                            Optional.ofNullable(row.getString("to_state")),
                            JsonObject.parse(row.getString("data")),
                            row.getTimestamp("at").toInstant()));
                }
            }
            return entries;
        });
    }
}
