package dev.quittance.gateway.reservation;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Prolongs the leases this process works under, all in one statement, so that only a dead or cut-off process loses them. */
public final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);

    private final ReservationStore store;
    private final Duration period;
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param period time between renewals, well under the life of a lease */
    public LeaseKeeper(ReservationStore store, Duration period) {
        this.store = store;
        this.period = period;
    }

    public void start() {
        Thread.ofVirtual().name("lease-keeper").start(this::run);
    }

    public void hold(Lease lease) {
        held.add(lease);
    }

    public void letGo(Lease lease) {
        held.remove(lease);
    }

    private void run() {
        try {
            while (!stopped.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
                renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        var leases = List.copyOf(held);
        if (leases.isEmpty()) {
            return;
        }
        try {
            store.renew(leases);
        } catch (StoreUnavailableException e) {
            LOG.warnf("Leases of %d running payments could not be prolonged", leases.size());
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
