package dev.quittance.gateway.quota;

import dev.quittance.gateway.route.Quota;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Counts by route, client and span of time; the database's clock decides which span it is. */
final class QuotaStore {
    private static final int BATCH = 1000;
    private static final int TIMEOUT_SECONDS = 2;

    private final DataSource dataSource;

    QuotaStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Counts one more, unless all are used up. */
    boolean take(String tenant, String route, String client, Quota quota) throws SQLException {
        var insert = """
                insert into quota_use (tenant, route, client, until, used)
                values (?, ?, ?, to_timestamp((floor(extract(epoch from now()) * 1000 / ?) + 1) * ? / 1000), 1)
                on conflict (tenant, route, client, until)
                do update set used = quota_use.used + 1 where quota_use.used < ?
                """;
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(insert)) {
            statement.setString(1, tenant);
            statement.setString(2, route);
            statement.setString(3, client);
            statement.setLong(4, quota.every().toMillis());
            statement.setLong(5, quota.every().toMillis());
            statement.setInt(6, quota.free());
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            return statement.executeUpdate() == 1;
        }
    }

    /** Deletes counts whose span is over. */
    void sweep() throws SQLException {
        var delete = """
                delete from quota_use where ctid = any (array(
                    select ctid from quota_use where until <= now() limit ? for update skip locked))
                """;
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(delete)) {
            statement.setInt(1, BATCH);
            statement.executeUpdate();
        }
    }
}
