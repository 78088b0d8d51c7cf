package dev.quittance.worker.lane;

import dev.quittance.protocol.Address;
import dev.quittance.worker.sql.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** The lanes that this worker holds: takes free ones, prolongs the leases, lets go of what the database took away. */
public final class LaneKeeper {
    private static final Logger LOG = Logger.getLogger(LaneKeeper.class);

    /** What is to be told of lanes that come and go. Called by the thread that tends. */
    public interface Listener {
        void gained(Lease lease);

        void lost(Lease lease);
    }

    private final DataSource dataSource;
    private final LaneStore store;
    private final long chainId;
    private final Duration leaseLength;
    private final int lanesMax;
    private final Listener listener;
    private final UUID holder = UUID.randomUUID();
    private final Map<Long, Lease> held = new ConcurrentHashMap<>();
    private final Set<Lease> adopted = ConcurrentHashMap.newKeySet();
    private volatile List<Address> accounts = List.of();

    public LaneKeeper(
            DataSource dataSource,
            LaneStore store,
            long chainId,
            Duration leaseLength,
            int lanesMax,
            Listener listener) {
        this.dataSource = dataSource;
        this.store = store;
        this.chainId = chainId;
        this.leaseLength = leaseLength;
        this.lanesMax = lanesMax;
        this.listener = listener;
    }

    /** Says which accounts the signer signs for; lanes of others are not taken. */
    public void offer(Collection<Address> signable) {
        accounts = List.copyOf(signable);
    }

    /** One round of prolonging, giving back and taking. Must come round several times within the length of a lease. */
    public void tend() throws SQLException {
        renew();
        giveBackDrained();
        int share = share();
        if (held.size() > share) {
            giveBackShallowest(held.size() - share);
        }
        int room = share - held.size();
        if (room <= 0) {
            return;
        }
        List<Lease> gained = Sql.transaction(
                dataSource, connection -> store.acquire(connection, holder, chainId, accounts, leaseLength, room));
        for (Lease lease : gained) {
            LOG.infof("lane %s is held, fencing token %d", lease.address(), lease.fencingToken());
            held.put(lease.laneId(), lease);
            listener.gained(lease);
        }
    }

    private void renew() throws SQLException {
        List<Lease> before = held();
        if (before.isEmpty()) {
            return;
        }
        var lost = new ArrayList<>(before);
        lost.removeAll(Sql.transaction(dataSource, connection -> store.renew(connection, before, leaseLength)));
        for (Lease lease : lost) {
            LOG.warnf("lane %s is lost", lease.address());
            forget(lease);
        }
    }

    private void giveBackDrained() throws SQLException {
        for (Lease lease : Sql.transaction(dataSource, connection -> store.drained(connection, held()))) {
            LOG.infof("lane %s is drained", lease.address());
            giveBack(lease);
        }
    }

    /** An equal part of the lanes, rounded up, as long as other workers live. */
    private int share() throws SQLException {
        return Sql.transaction(dataSource, connection -> {
            int workers = store.reportPresence(connection, chainId, holder, leaseLength);
            int lanes = store.countWorkable(connection, chainId, accounts);
            return Math.min(lanesMax, Math.max(1, Math.ceilDiv(lanes, workers)));
        });
    }

    /**
     * What is under way on them goes on elsewhere; those with the least are the first to go, and those that get nothing new
     * before all: a worker that kept them would leave the others without any.
     */
    private void giveBackShallowest(int count) throws SQLException {
        Map<Long, Integer> depths = Sql.transaction(dataSource, connection -> store.depths(connection, held()));
        List<Lease> shallowest = held().stream()
                .sorted(Comparator.comparing(lease -> depths.getOrDefault(lease.laneId(), 0)))
                .limit(count)
                .toList();
        for (Lease lease : shallowest) {
            LOG.infof("lane %s is left to another worker", lease.address());
            giveBack(lease);
        }
    }

    private void giveBack(Lease lease) throws SQLException {
        forget(lease);
        Sql.transaction(dataSource, connection -> {
            store.release(connection, lease);
            return lease;
        });
    }

    private void forget(Lease lease) {
        held.remove(lease.laneId());
        adopted.remove(lease);
        listener.lost(lease);
    }

    /** Says that a lane was compared with the chain, so that its next nonce is one that the chain still takes. */
    public void adopt(Lease lease) {
        adopted.add(lease);
        if (!lease.equals(held.get(lease.laneId()))) {
            adopted.remove(lease);
        }
    }

    /** Those of {@link #held()} that may get new attempts, because they were compared with the chain since they came. */
    public List<Lease> adopted() {
        return new ArrayList<>(adopted);
    }

    /** Leases believed to hold; the database has the last word. */
    public List<Lease> held() {
        return new ArrayList<>(held.values());
    }

    public Optional<Lease> lease(long laneId) {
        return Optional.ofNullable(held.get(laneId));
    }

    /** Gives all lanes back, so that another worker need not wait for the leases to end. */
    public void releaseAll() throws SQLException {
        for (Lease lease : held()) {
            giveBack(lease);
        }
        Sql.transaction(dataSource, connection -> store.endPresence(connection, holder));
    }
}
