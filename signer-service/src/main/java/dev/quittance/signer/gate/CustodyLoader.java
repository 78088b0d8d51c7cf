package dev.quittance.signer.gate;

import dev.quittance.signer.account.KeyRing;
import dev.quittance.signer.custody.CustodyStore;
import dev.quittance.signer.custody.Held;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.lease.Restoration;
import dev.quittance.signer.principal.PrincipalDirectory;
import dev.quittance.signer.principal.PrincipalStore;
import dev.quittance.signer.transparency.TransparencyLog;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.LogFault;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Reads what the gate decides by, and hands keys and principals to those that need them. */
@Singleton
final class CustodyLoader {
    private static final String SELF = "the signer itself";
    private static final Logger LOG = Logger.getLogger(CustodyLoader.class);

    private final Database database;
    private final CustodyStore store;
    private final PrincipalStore principals;
    private final PrincipalDirectory directory;
    private final KeyRing keys;
    private final TransparencyLog log;
    private final Restoration restoration;
    private final AtomicLong accounts = new AtomicLong();
    private final AtomicLong loadNanos = new AtomicLong();

    CustodyLoader(
            Database database,
            CustodyStore store,
            PrincipalStore principals,
            PrincipalDirectory directory,
            KeyRing keys,
            TransparencyLog log,
            Restoration restoration,
            MeterRegistry metrics) {
        this.database = database;
        this.store = store;
        this.principals = principals;
        this.directory = directory;
        this.keys = keys;
        this.log = log;
        this.restoration = restoration;
        Gauge.builder("quittance.signer.accounts", accounts, AtomicLong::get).register(metrics);
        Gauge.builder("quittance.signer.load.seconds", loadNanos, nanos -> nanos.get() / 1e9)
                .description("how long it took to read everything the last time that keys were opened")
                .register(metrics);
    }

    /**
     * Everything, for the signer that holds the lease. The log is begun if it is empty.
     *
     * @param known the log as this process has last seen it; one that does not begin so stops everything
     */
    Held load(LeaseHolder lease, Optional<Frontier> known, Instant now) {
        long begin = System.nanoTime();
        Held held = database.inTransaction(connection -> {
            lease.require(connection);
            if (known.isPresent()) {
                check(connection, known.get(), now);
            }
            log.begin(connection, now);
            return store.load(connection, now);
        });
        directory.replace(held.keys());
        if (keys.replace(held.accounts()) > 0) {
            loadNanos.set(System.nanoTime() - begin);
            LOG.infof(
                    "%d accounts loaded in %d ms",
                    held.accounts().size(), TimeUnit.NANOSECONDS.toMillis(loadNanos.get()));
        }
        accounts.set(held.accounts().size());
        return held;
    }

    private void check(Connection connection, Frontier known, Instant now) throws SQLException {
        Checkpoint seen = log.checkpoint(known);
        Optional<LogFault> fault = log.contradiction(connection, seen);
        if (fault.isPresent()) {
            restoration.halt(connection, fault.get(), SELF, seen, now);
        }
    }

    /** Who may call, for a standby: it answers strangers as the active signer does. */
    void loadPrincipals() {
        directory.replace(database.inTransaction(principals::keysById));
    }
}
