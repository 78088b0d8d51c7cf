package dev.quittance.worker.lane;

import dev.quittance.protocol.Address;
import dev.quittance.worker.sql.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
                select lane_id from lane l
                where chain_id = ? and address = any(?) and lease_until <= clock_timestamp()
                    and (state <> 'draining' or exists (
                        select 1 from attempt a where a.lane_id = l.lane_id and a.state <> 'closed'))
                order by lane_id limit ? for update skip locked)
            returning lane_id, address, fencing_token
            """;
    private static final String RENEW = """
            update lane set lease_until = clock_timestamp() + ? * interval '1 millisecond'
            where lane_id in (
                select l.lane_id from lane l
                join unnest(?::bigint[], ?::bigint[]) as held(lane_id, fencing_token) using (lane_id)
                where l.fencing_token = held.fencing_token and l.lease_until > clock_timestamp()
                order by l.lane_id for no key update of l)
            returning lane_id
            """;
    /** In the order in which leases are prolonged, so that the two cannot deadlock. */
    private static final String LOCK = """
            select lane_id from lane where lane_id = any(?) order by lane_id for no key update
            """;

    private static final String DRAINED = """
            select lane_id from lane l where lane_id = any(?) and state = 'draining' and not exists (
                select 1 from attempt a where a.lane_id = l.lane_id and a.state <> 'closed')
            """;
    private static final String DRAIN = """
            update lane set state = 'draining', quarantine_reason = null
            where chain_id = ? and address = ? and state <> 'draining'
            """;
    private static final String RESTORE = """
            update lane set state = 'active' where chain_id = ? and address = ? and state = 'draining'
            """;
    private static final String COUNT_WORKABLE = """
            select count(*) from lane l where chain_id = ? and address = any(?)
                and (state <> 'draining' or exists (
                    select 1 from attempt a where a.lane_id = l.lane_id and a.state <> 'closed'))
            """;
    private static final String ALL = """
            select address, state, quarantine_reason, lease_until > clock_timestamp() as held, next_nonce, (
                select count(*) from attempt a where a.lane_id = l.lane_id and a.state <> 'closed') as open
            from lane l where chain_id = ? order by address
            """;
    private static final String REPORT_PRESENCE = """
            insert into worker_presence (holder, chain_id, present_until)
            values (?, ?, clock_timestamp() + ? * interval '1 millisecond')
            on conflict (holder) do update set present_until = excluded.present_until
            """;
    private static final String COUNT_PRESENT = """
            select count(*) from worker_presence where chain_id = ? and present_until > clock_timestamp()
            """;
    private static final String END_PRESENCE = "delete from worker_presence where holder = ?";
    private static final String RELEASE = """
            update lane set lease_until = '-infinity' where lane_id = ? and fencing_token = ?
            """;
    private static final String DEPTHS = """
            select l.lane_id, count(a.attempt_id) as depth from lane l
            left join attempt a on a.lane_id = l.lane_id and a.state in ('allotted', 'signed', 'sent')
            where l.lane_id = any(?) and l.state = 'active'
            group by l.lane_id
            """;
    private static final String QUARANTINE = """
            update lane set state = 'quarantined', quarantine_reason = ?
            where lane_id = ? and fencing_token = ? and lease_until > clock_timestamp() and state = 'active'
            """;
    private static final String HEAL = """
            update lane set state = 'active', quarantine_reason = null
            where lane_id = ? and fencing_token = ? and lease_until > clock_timestamp() and quarantine_reason = ?
            """;
    private static final String RAISE_NONCE = """
            update lane set next_nonce = ?
            where lane_id = ? and fencing_token = ? and lease_until > clock_timestamp() and next_nonce < ?
            """;
    private static final String COUNT_QUARANTINED = """
            select count(*) from lane where lane_id = any(?) and state = 'quarantined'
            """;
    private static final String TAKE_NONCE = """
            update lane set next_nonce = next_nonce + 1
            where lane_id = ? and fencing_token = ? and lease_until > clock_timestamp()
            returning next_nonce - 1
            """;
    /** The lock keeps a take-over out until the transaction that relies on the lease has ended, and nothing else. */
    private static final String HOLDS = """
            select l.lane_id from lane l
            join unnest(?::bigint[], ?::bigint[]) as held(lane_id, fencing_token) using (lane_id)
            where l.fencing_token = held.fencing_token and l.lease_until > clock_timestamp()
            order by l.lane_id for key share of l
            """;

    public boolean knows(Connection connection, long chainId, Address address) throws SQLException {
        return isNotEmpty(Sql.prepare(connection, KNOWN, chainId, address));
    }

    /** Adds a lane whose account has sent {@code nextNonce} transactions; changes nothing when the lane is known. */
    public void add(Connection connection, long chainId, Address address, long nextNonce) throws SQLException {
        Sql.update(connection, ADD, chainId, address, nextNonce);
    }

    /** Lets a lane finish what it has and gives it nothing more; true when it was at work. */
    public boolean drain(Connection connection, long chainId, Address address) throws SQLException {
        return Sql.update(connection, DRAIN, chainId, address) == 1;
    }

    /** Ends a drain; true when there was one. */
    public boolean restore(Connection connection, long chainId, Address address) throws SQLException {
        return Sql.update(connection, RESTORE, chainId, address) == 1;
    }

    /** All lanes of a chain as they are now, by address. */
    public List<LaneView> all(Connection connection, long chainId) throws SQLException {
        var all = new ArrayList<LaneView>();
        try (var statement = Sql.prepare(connection, ALL, chainId);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(new LaneView(
                        Sql.address(rows, "address"),
                        rows.getString("state"),
                        Optional.ofNullable(rows.getString("quarantine_reason")),
                        rows.getBoolean("held"),
                        rows.getLong("next_nonce"),
                        rows.getInt("open")));
            }
        }
        return all;
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

    /** How many lanes among the addresses have work or may get some. */
    public int countWorkable(Connection connection, long chainId, Collection<Address> among) throws SQLException {
        return count(Sql.prepare(connection, COUNT_WORKABLE, chainId, Sql.addresses(connection, among)));
    }

    /** Prolongs the leases that still hold, and returns them; the others are lost. */
    public List<Lease> renew(Connection connection, List<Lease> leases, Duration length) throws SQLException {
        Set<Long> renewed = ids(
                Sql.prepare(connection, RENEW, length.toMillis(), ids(connection, leases), tokens(connection, leases)));
        return leases.stream().filter(lease -> renewed.contains(lease.laneId())).toList();
    }

    /** Lanes that are to be emptied and are empty. */
    public List<Lease> drained(Connection connection, List<Lease> leases) throws SQLException {
        Set<Long> drained = ids(Sql.prepare(connection, DRAINED, ids(connection, leases)));
        return leases.stream().filter(lease -> drained.contains(lease.laneId())).toList();
    }

    public void release(Connection connection, Lease lease) throws SQLException {
        Sql.update(connection, RELEASE, lease.laneId(), lease.fencingToken());
    }

    /** Locks lanes whose nonces are to be taken in this transaction. */
    public void lock(Connection connection, Collection<Lease> leases) throws SQLException {
        ids(Sql.prepare(connection, LOCK, ids(connection, leases)));
    }

    /** How many attempts are under way on each of these lanes that may get more. */
    public Map<Long, Integer> depths(Connection connection, Collection<Lease> among) throws SQLException {
        var depths = new LinkedHashMap<Long, Integer>();
        try (var statement = Sql.prepare(connection, DEPTHS, ids(connection, among));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                depths.put(rows.getLong("lane_id"), rows.getInt("depth"));
            }
        }
        return depths;
    }

    /** Keeps new attempts from a lane; true when it was active. */
    public boolean quarantine(Connection connection, Lease lease, String reason) throws SQLException {
        return Sql.update(connection, QUARANTINE, reason, lease.laneId(), lease.fencingToken()) == 1;
    }

    /** Ends a quarantine that has this reason; true when there was one. */
    public boolean heal(Connection connection, Lease lease, String reason) throws SQLException {
        return Sql.update(connection, HEAL, lease.laneId(), lease.fencingToken(), reason) == 1;
    }

    public int countQuarantined(Connection connection, Collection<Lease> among) throws SQLException {
        return count(Sql.prepare(connection, COUNT_QUARANTINED, ids(connection, among)));
    }

    /** Says that a worker lives, for as long as a lease, and returns how many do. */
    public int reportPresence(Connection connection, long chainId, UUID holder, Duration length) throws SQLException {
        Sql.update(connection, REPORT_PRESENCE, holder, chainId, length.toMillis());
        return count(Sql.prepare(connection, COUNT_PRESENT, chainId));
    }

    public int endPresence(Connection connection, UUID holder) throws SQLException {
        return Sql.update(connection, END_PRESENCE, holder);
    }

    /** Goes on from the chain's count when that is ahead: the account has sent what this database does not know. */
    public boolean raiseNonce(Connection connection, Lease lease, long nonce) throws SQLException {
        return Sql.update(connection, RAISE_NONCE, nonce, lease.laneId(), lease.fencingToken(), nonce) == 1;
    }

    /** Allots the lane's next nonce; empty when the lease is lost. */
    public OptionalLong takeNonce(Connection connection, Lease lease) throws SQLException {
        try (var statement = Sql.prepare(connection, TAKE_NONCE, lease.laneId(), lease.fencingToken());
                var rows = statement.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    /**
     * Makes sure, for the rest of the transaction, that the lanes are still this worker's.
     *
     * @throws LeaseLostException when one is not
     */
    public void requireHeld(Connection connection, Collection<Lease> leases) throws SQLException {
        Set<Long> holding = ids(Sql.prepare(connection, HOLDS, ids(connection, leases), tokens(connection, leases)));
        for (Lease lease : leases) {
            if (!holding.contains(lease.laneId())) {
                throw new LeaseLostException(lease);
            }
        }
    }

    private static Array ids(Connection connection, Collection<Lease> leases) throws SQLException {
        return Sql.longs(connection, leases.stream().map(Lease::laneId).toList());
    }

    private static Array tokens(Connection connection, Collection<Lease> leases) throws SQLException {
        return Sql.longs(connection, leases.stream().map(Lease::fencingToken).toList());
    }

    private static Set<Long> ids(PreparedStatement statement) throws SQLException {
        try (statement;
                var rows = statement.executeQuery()) {
            var ids = new HashSet<Long>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }

    private static int count(PreparedStatement statement) throws SQLException {
        try (statement;
                var rows = statement.executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static boolean isNotEmpty(PreparedStatement statement) throws SQLException {
        try (statement;
                var rows = statement.executeQuery()) {
            return rows.next();
        }
    }
}
