package dev.quittance.signer.lease;

import dev.quittance.signer.custody.UsageStore;
import dev.quittance.signer.stop.StopStore;
import dev.quittance.signer.stop.StopTarget;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Notices that the database is not the one, or not on the timeline, that was signed with before. What was signed since the
 * copy was made is not known then: everything is stopped until an admin quorum resumes it, and all budgets count as spent until
 * their windows have passed.
 */
@Singleton
public final class Restoration {
    private static final Logger LOG = Logger.getLogger(Restoration.class);

    private static final String FIRST = """
            insert into database_origin (system_identifier, timeline)
            select system_identifier, timeline_id from pg_control_system(), pg_control_checkpoint()
            on conflict do nothing
            """;
    private static final String MOVED = """
            update database_origin as origin set system_identifier = now.system_identifier, timeline = now.timeline_id
            from (select system_identifier, timeline_id from pg_control_system(), pg_control_checkpoint()) as now
            where origin.system_identifier <> now.system_identifier or origin.timeline <> now.timeline_id
            """;

    private final LeaseConfig config;
    private final StopStore stops;
    private final UsageStore usage;

    Restoration(LeaseConfig config, StopStore stops, UsageStore usage) {
        this.config = config;
        this.stops = stops;
        this.usage = usage;
    }

    /** Freezes a restored database, in the transaction in which a signer becomes active. */
    public void freezeIfRestored(Connection connection, Instant now) throws SQLException {
        boolean isFirst = update(connection, FIRST);
        boolean moved = !isFirst && update(connection, MOVED);
        if (moved || config.databaseRestored()) {
            stops.add(connection, new StopTarget.All());
            usage.exhaustAll(connection, now);
            LOG.warn("the database was restored: nothing is signed until it is resumed, and budgets count as spent");
        }
    }

    private static boolean update(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate() == 1;
        }
    }
}
