package dev.quittance.signer.lease;

import dev.quittance.signer.custody.ChainNonceStore;
import dev.quittance.signer.custody.UsageStore;
import dev.quittance.signer.stop.StopStore;
import dev.quittance.signer.stop.StopTarget;
import dev.quittance.signer.transparency.TransparencyLog;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogFault;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
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

    private static final String FREEZE =
            "update database_origin set frozen = true, frozen_size = least(frozen_size, ?), halted = coalesce(halted, ?)";
    private static final String THAW = """
            update database_origin set frozen = false, frozen_size = null, halted = null where frozen
            """;
    private static final String BASE = "select coalesce(frozen_size, ?) from database_origin";

    private final LeaseConfig config;
    private final StopStore stops;
    private final UsageStore usage;
    private final ChainNonceStore chainNonces;
    private final TransparencyLog log;

    Restoration(
            LeaseConfig config, StopStore stops, UsageStore usage, ChainNonceStore chainNonces, TransparencyLog log) {
        this.config = config;
        this.stops = stops;
        this.usage = usage;
        this.chainNonces = chainNonces;
        this.log = log;
    }

    /** Freezes a restored database, in the transaction in which a signer becomes active. */
    public void freezeIfRestored(Connection connection, Instant now) throws SQLException {
        boolean isFirst = update(connection, FIRST);
        boolean moved = !isFirst && update(connection, MOVED);
        if (moved || config.databaseRestored()) {
            freeze(connection, log.size(connection), Optional.empty(), now);
            LOG.warn("the database was restored: nothing is signed until it is opened, and budgets count as spent");
        }
    }

    /**
     * Freezes a database that cannot be the one that somebody saw: copies and replicas leave traces in PostgreSQL, restored
     * contents do not. When it is frozen for such a reason already, only what the log is sure of may shrink.
     *
     * @param witness who saw it
     */
    public void halt(Connection connection, LogFault fault, String witness, Checkpoint seen, Instant now)
            throws SQLException {
        long base = Math.min(log.size(connection), seen.size() - 1);
        boolean isFirst = log.position(connection).halted().isEmpty();
        if (isFirst) {
            log.halt(connection, fault, witness, seen, now);
        }
        freeze(connection, base, Optional.of(fault.code()), now);
        LOG.warnf("%s, as %s saw it: nothing is signed until the database is opened", fault.code(), witness);
    }

    private void freeze(Connection connection, long base, Optional<String> halted, Instant now) throws SQLException {
        boolean isFrozen = isFrozen(connection);
        try (var statement = connection.prepareStatement(FREEZE)) {
            statement.setLong(1, base);
            statement.setString(2, halted.orElse(null));
            statement.executeUpdate();
        }
        if (!isFrozen || halted.isEmpty()) {
            stops.add(connection, new StopTarget.All());
            usage.exhaustAll(connection, now);
            chainNonces.forgetAll(connection);
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

    /** Lets the signer go on, which the log states; false when the database was not frozen. */
    public boolean open(Connection connection, Instant now) throws SQLException {
        long base = base(connection);
        boolean thawed = update(connection, THAW);
        if (thawed) {
            log.restore(connection, base, now);
            stops.remove(connection, new StopTarget.All());
        }
        return thawed;
    }

    private long base(Connection connection) throws SQLException {
        long size = log.size(connection);
        try (var statement = connection.prepareStatement(BASE)) {
            statement.setLong(1, size);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : size;
            }
        }
    }

    private static boolean update(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate() == 1;
        }
    }
}
