package dev.quittance.signer.lease;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * The lease of the active signer: one row. Every method works in the caller's transaction and by the database's clock. Whoever
 * checks the lease locks its row against a successor until the end of the transaction, so what a holder writes is written
 * before anybody else holds the lease, or not at all.
 */
@Singleton
public final class LeaseStore {
    private static final String ACQUIRE = """
            update active_signer set fence = fence + 1, holder = ?,
                expires_at = clock_timestamp() + make_interval(secs => ?)
            where expires_at < clock_timestamp()
            returning fence
            """;
    private static final String RENEW = """
            update active_signer set expires_at = clock_timestamp() + make_interval(secs => ?)
            where fence = ? and expires_at > clock_timestamp()
            """;
    private static final String CHECK = """
            select 1 from active_signer where fence = ? and expires_at > clock_timestamp() for share
            """;
    private static final String RELEASE = "update active_signer set expires_at = '-infinity' where fence = ?";

    private final LeaseConfig config;

    LeaseStore(LeaseConfig config) {
        this.config = config;
    }

    /** Takes the lease if it is free; the fence by which it is held then. */
    public OptionalLong acquire(Connection connection, String holder) throws SQLException {
        try (var statement = connection.prepareStatement(ACQUIRE)) {
            statement.setString(1, holder);
            statement.setDouble(2, seconds());
            try (var rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Renews the lease; false when it was lost. */
    public boolean renew(Connection connection, long fence) throws SQLException {
        try (var statement = connection.prepareStatement(RENEW)) {
            statement.setDouble(1, seconds());
            statement.setLong(2, fence);
            return statement.executeUpdate() == 1;
        }
    }

    /** Whether the lease is held by this fence, and will be until the end of the transaction. */
    public boolean isHeld(Connection connection, long fence) throws SQLException {
        try (var statement = connection.prepareStatement(CHECK)) {
            statement.setLong(1, fence);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Gives the lease back, if it is still held by this fence. */
    public void release(Connection connection, long fence) throws SQLException {
        try (var statement = connection.prepareStatement(RELEASE)) {
            statement.setLong(1, fence);
            statement.executeUpdate();
        }
    }

    private double seconds() {
        return config.life().toMillis() / 1000.0;
    }
}
