package dev.quittance.signer.gate;

import dev.quittance.signer.database.Database;
import dev.quittance.signer.lease.LeaseConfig;
import dev.quittance.signer.lease.LeaseStore;
import dev.quittance.signer.lease.Restoration;
import dev.quittance.signer.seal.Root;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/** The lease of this process, if it has it. For the gate's thread; others may ask whether it is held. */
@Singleton
final class LeaseHolder {
    private static final Logger LOG = Logger.getLogger(LeaseHolder.class);

    private final Database database;
    private final LeaseStore store;
    private final Restoration restoration;
    private final LeaseConfig config;
    private final Clock clock;
    private final Root root;
    private final String name = ManagementFactory.getRuntimeMXBean().getName();

    private volatile OptionalLong fence = OptionalLong.empty();
    private long renewed;
    private long tried;

    LeaseHolder(
            Database database, LeaseStore store, Restoration restoration, LeaseConfig config, Clock clock, Root root) {
        this.database = database;
        this.store = store;
        this.restoration = restoration;
        this.config = config;
        this.clock = clock;
        this.root = root;
        this.tried = System.nanoTime() - config.renewal().toNanos();
    }

    /** By which it is held. */
    OptionalLong fence() {
        return fence;
    }

    boolean isHeld() {
        return fence.isPresent();
    }

    /** Whether it is time to try to get the lease. */
    boolean isTrialDue() {
        return System.nanoTime() - tried >= config.renewal().toNanos();
    }

    /** Takes the lease if it is free; not while the root is sealed, without which nothing can be signed. */
    boolean acquire() {
        if (!root.isOpen()) {
            return false;
        }
        tried = System.nanoTime();
        fence = database.inTransaction(connection -> {
            OptionalLong acquired = store.acquire(connection, name);
            if (acquired.isPresent()) {
                restoration.freezeIfRestored(connection, clock.instant());
            }
            return acquired;
        });
        fence.ifPresent(number -> LOG.infof("this signer is active, fence %d", number));
        renewed = tried;
        return isHeld();
    }

    /**
     * Sees to it that the lease is held until the end of the transaction, and renews it when it is time.
     *
     * @throws LeaseLostException when it is not held any more: nothing must be written
     */
    void require(Connection connection) throws SQLException {
        long number = fence.orElseThrow(LeaseLostException::new);
        long now = System.nanoTime();
        boolean due = isRenewalDue();
        if (!(due ? store.renew(connection, number) : store.isHeld(connection, number))) {
            throw new LeaseLostException();
        }
        renewed = due ? now : renewed;
    }

    /** Whether it is time to renew the lease. */
    boolean isRenewalDue() {
        return System.nanoTime() - renewed >= config.renewal().toNanos();
    }

    /** Forgets a lease that was lost. */
    void lost() {
        fence = OptionalLong.empty();
        LOG.warn("this signer lost its lease and is a standby now");
    }

    /** Gives the lease back, so that a standby need not wait for its end. */
    void release() {
        OptionalLong held = fence;
        fence = OptionalLong.empty();
        if (held.isPresent()) {
            database.inTransaction(connection -> {
                store.release(connection, held.getAsLong());
                return true;
            });
        }
    }
}
