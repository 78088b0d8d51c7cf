package dev.quittance.signer.lease;

import dev.quittance.signer.custody.ChainNonceStore;
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
 * copy was made is not known then: everything is stopped until an admin quorum opens it with the chains' nonces, and all budgets
 * count as spent until their windows have passed.
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

    private static final String FREEZE = "update database_origin set frozen = true";
    private static final String THAW = "update database_origin set frozen = false where frozen";

    private final LeaseConfig config;
    private final StopStore stops;
    private final UsageStore usage;
    private final ChainNonceStore chainNonces;

    Restoration(LeaseConfig config, StopStore stops, UsageStore usage, ChainNonceStore chainNonces) {
        this.config = config;
        this.stops = stops;
        this.usage = usage;
        this.chainNonces = chainNonces;
    }

    /** Freezes a restored database, in the transaction in which a signer becomes active. */
    public void freezeIfRestored(Connection connection, Instant now) throws SQLException {
        boolean isFirst = update(connection, FIRST);
        boolean moved = !isFirst && update(connection, MOVED);
        if (moved || config.databaseRestored()) {
            stops.add(connection, new StopTarget.All());
            usage.exhaustAll(connection, now);
            chainNonces.forgetAll(connection);
            update(connection, FREEZE);
            LOG.warn("the database was restored: nothing is signed until it is opened, and budgets count as spent");
        }
    }

    /** Whether everything is stopped because the database was restored. */
    public boolean isFrozen(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select exists (select from database_origin where frozen)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Lets the signer go on; false when the database was not frozen. */
    public boolean open(Connection connection) throws SQLException {
        boolean thawed = update(connection, THAW);
        if (thawed) {
            stops.remove(connection, new StopTarget.All());
        }
        return thawed;
    }

    private static boolean update(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate() == 1;
        }
    }
}
