package dev.quittance.signer.custody;

import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Usage;
import dev.quittance.signer.policy.Window;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was spent, in the database. A spend lies in one bucket, which is merged into a coarser one when the finer window has
 * passed it; all widths divide each other, so a bucket lies within one bucket of every window that it still counts in.
 */
@Singleton
public final class UsageStore {
    private static final int FINE = 60;
    private static final int MIDDLE = 1_440;
    private static final int COARSE = 43_200;

    private static final String ADD = """
            insert into spent_bucket as held (grant_id, asset, starts, width, amount)
            select grant_id, asset, starts, 60, amount from unnest(?, ?, ?, ?) as a (grant_id, asset, starts, amount)
            on conflict (grant_id, asset, width, starts) do update set amount = held.amount + excluded.amount
            """;
    private static final String LOAD = """
            select grant_id, asset, starts, width, amount from spent_bucket
            where starts + width + 2592000 + 43200 > ?
            """;
    private static final String LATEST = "select coalesce(max(starts), 0) from spent_bucket where width = 60";
    private static final String EXHAUSTED = "select id, exhausted_at from signing_grant where exhausted_at is not null";
    private static final String EXHAUST = "update signing_grant set exhausted_at = ?";
    private static final String MERGE = """
            with old as (
                delete from spent_bucket where width = ? and starts < ?
                returning grant_id, asset, starts / ? * ? as starts, amount)
            insert into spent_bucket as held (grant_id, asset, starts, width, amount)
            select grant_id, asset, starts, ?, sum(amount) from old group by grant_id, asset, starts
            on conflict (grant_id, asset, width, starts) do update set amount = held.amount + excluded.amount
            """;
    private static final String FORGET = "delete from spent_bucket where width = ? and starts < ?";

    /** Adds what was spent at a time. */
    public void add(Connection connection, Map<Usage.Key, BigInteger> spent, Instant at) throws SQLException {
        List<Map.Entry<Usage.Key, BigInteger>> rows = List.copyOf(spent.entrySet());
        long bucket = Window.HOUR.bucketOf(at);
        try (var statement = connection.prepareStatement(ADD)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            rows.stream().map(row -> row.getKey().grant()).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            rows.stream()
                                    .map(row -> row.getKey().asset().toString())
                                    .toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", rows.stream().map(_ -> bucket).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "numeric",
                            rows.stream()
                                    .map(row -> new BigDecimal(row.getValue()))
                                    .toArray()));
            statement.executeUpdate();
        }
    }

    /** What counts in any window at a time. */
    public Usage load(Connection connection, Instant now) throws SQLException {
        var usage = new Usage();
        try (var statement = connection.prepareStatement(LOAD)) {
            statement.setLong(1, now.getEpochSecond());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    usage.add(
                            new Usage.Key(rows.getString(1), AssetId.parse(rows.getString(2))),
                            Instant.ofEpochSecond(rows.getLong(3)),
                            rows.getBigDecimal(5).toBigIntegerExact());
                }
            }
        }
        try (var statement = connection.prepareStatement(EXHAUSTED);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                usage.exhaust(rows.getString(1), rows.getTimestamp(2).toInstant());
            }
        }
        return usage;
    }

    /** The beginning of the newest bucket; 1970 when there is none. */
    public Instant latest(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(LATEST);
                var row = statement.executeQuery()) {
            row.next();
            return Instant.ofEpochSecond(row.getLong(1));
        }
    }

    /** Counts the budgets of all grants that there are as wholly spent at a time. */
    public void exhaustAll(Connection connection, Instant at) throws SQLException {
        try (var statement = connection.prepareStatement(EXHAUST)) {
            statement.setTimestamp(1, Timestamp.from(at));
            statement.executeUpdate();
        }
    }

    /** Merges buckets that the finer windows have passed, and forgets those that count nowhere any more. */
    public void compact(Connection connection, Instant now) throws SQLException {
        long second = now.getEpochSecond();
        try (var statement = connection.prepareStatement(MERGE)) {
            merge(statement, FINE, MIDDLE, second - Window.HOUR.length().toSeconds() - MIDDLE);
            merge(statement, MIDDLE, COARSE, second - Window.DAY.length().toSeconds() - COARSE);
        }
        try (var statement = connection.prepareStatement(FORGET)) {
            statement.setInt(1, COARSE);
            statement.setLong(2, second - Window.MONTH.length().toSeconds() - 2 * COARSE);
            statement.executeUpdate();
        }
    }

    /** Only whole coarser buckets are merged, so that none is both open and closed. */
    private static void merge(PreparedStatement statement, int width, int into, long before) throws SQLException {
        statement.setInt(1, width);
        statement.setLong(2, Math.floorDiv(before, (long) into) * into);
        statement.setInt(3, into);
        statement.setInt(4, into);
        statement.setInt(5, into);
        statement.executeUpdate();
    }
}
