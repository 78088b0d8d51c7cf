package dev.quittance.worker.lane;

import dev.quittance.protocol.Address;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Rows of {@code lane}. Leases are measured by the database's clock alone. */
public final class LaneStore {
    private static final String ADD = """
            insert into lane (chain_id, address, next_nonce) values (?, ?, ?) on conflict do nothing
            """;
    private static final String KNOWN = "select 1 from lane where chain_id = ? and address = ?";
    private static final String ACQUIRE = """
            update lane set holder = ?, fencing_token = fencing_token + 1,
                lease_until = clock_timestamp() + ? * interval '1 millisecond'
            where lane_id in (
                select lane_id from lane
                where chain_id = ? and address = any(?) and state = 'active' and lease_until <= clock_timestamp()
                order by lane_id limit ? for update skip locked)
            returning lane_id, address, fencing_token
            """;
    private static final String RENEW = """
            update lane set lease_until = clock_timestamp() + ? * interval '1 millisecond'
            where lane_id = ? and fencing_token = ? and lease_until > clock_timestamp()
            """;
    private static final String RELEASE = """
            update lane set lease_until = '-infinity' where lane_id = ? and fencing_token = ?
            """;
    private static final String SHALLOWEST = """
            select l.lane_id from lane l
            left join attempt a on a.lane_id = l.lane_id and a.state in ('allotted', 'signed', 'sent')
            where l.lane_id = any(?) and l.state = 'active'
            group by l.lane_id having count(a.attempt_id) < ?
            order by count(a.attempt_id), l.lane_id limit 1
            """;
    private static final String TAKE_NONCE = """
            update lane set next_nonce = next_nonce + 1
            where lane_id = ? and fencing_token = ? and lease_until > clock_timestamp()
            returning next_nonce - 1
            """;
    private static final String HOLDS = """
            select 1 from lane where lane_id = ? and fencing_token = ? and lease_until > clock_timestamp()
            """;

    public boolean knows(Connection connection, long chainId, Address address) throws SQLException {
        return isNotEmpty(Sql.prepare(connection, KNOWN, chainId, address));
    }

    /** Adds a lane whose account has sent {@code nextNonce} transactions; changes nothing when the lane is known. */
    public void add(Connection connection, long chainId, Address address, long nextNonce) throws SQLException {
        Sql.update(connection, ADD, chainId, address, nextNonce);
    }

    /** Takes free lanes among the addresses, each under a new fencing token. */
    public List<Lease> acquire(
            Connection connection, UUID holder, long chainId, Collection<Address> among, Duration lease, int limit)
            throws SQLException {
        var leases = new ArrayList<Lease>();
        try (var statement = Sql.prepare(
                        connection,
                        ACQUIRE,
                        holder,
                        lease.toMillis(),
                        chainId,
                        Sql.addresses(connection, among),
                        limit);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                leases.add(new Lease(
                        rows.getLong("lane_id"), Sql.address(rows, "address"), rows.getLong("fencing_token")));
            }
        }
        return leases;
    }

    /** Prolongs a lease that still holds; false when it is lost. */
    public boolean renew(Connection connection, Lease lease, Duration length) throws SQLException {
        return Sql.update(connection, RENEW, length.toMillis(), lease.laneId(), lease.fencingToken()) == 1;
    }

    public void release(Connection connection, Lease lease) throws SQLException {
        Sql.update(connection, RELEASE, lease.laneId(), lease.fencingToken());
    }

    /** The lane with the fewest attempts under way, if one has fewer than the limit. */
    public Optional<Lease> shallowest(Connection connection, Collection<Lease> among, int inFlightMax)
            throws SQLException {
        Object[] ids = among.stream().map(Lease::laneId).toArray();
        try (var statement = Sql.prepare(connection, SHALLOWEST, connection.createArrayOf("bigint", ids), inFlightMax);
                var rows = statement.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            long laneId = rows.getLong(1);
            return among.stream().filter(lease -> lease.laneId() == laneId).findFirst();
        }
    }

    /** Allots the lane's next nonce; empty when the lease is lost. */
    public OptionalLong takeNonce(Connection connection, Lease lease) throws SQLException {
        try (var statement = Sql.prepare(connection, TAKE_NONCE, lease.laneId(), lease.fencingToken());
                var rows = statement.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    /**
     * Makes sure, in the transaction of a change, that the lane is still this worker's.
     *
     * @throws LeaseLostException when it is not
     */
    public void requireHeld(Connection connection, Lease lease) throws SQLException {
        if (!isNotEmpty(Sql.prepare(connection, HOLDS, lease.laneId(), lease.fencingToken()))) {
            throw new LeaseLostException(lease);
        }
    }

    private static boolean isNotEmpty(PreparedStatement statement) throws SQLException {
        try (statement;
                var rows = statement.executeQuery()) {
            return rows.next();
        }
    }
}
