package dev.quittance.signer.gate;

import dev.quittance.signer.account.KeyRing;
import dev.quittance.signer.custody.CustodyStore;
import dev.quittance.signer.custody.Held;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.PrincipalDirectory;
import dev.quittance.signer.principal.PrincipalStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Reads what the gate decides by, and hands keys and principals to those that need them. */
@Singleton
final class CustodyLoader {
    private static final Logger LOG = Logger.getLogger(CustodyLoader.class);

    private final Database database;
    private final CustodyStore store;
    private final PrincipalStore principals;
    private final PrincipalDirectory directory;
    private final KeyRing keys;
    private final AtomicLong accounts = new AtomicLong();
    private final AtomicLong loadNanos = new AtomicLong();

    CustodyLoader(
            Database database,
            CustodyStore store,
            PrincipalStore principals,
            PrincipalDirectory directory,
            KeyRing keys,
            MeterRegistry metrics) {
        this.database = database;
        this.store = store;
        this.principals = principals;
        this.directory = directory;
        this.keys = keys;
        Gauge.builder("quittance.signer.accounts", accounts, AtomicLong::get).register(metrics);
        Gauge.builder("quittance.signer.load.seconds", loadNanos, nanos -> nanos.get() / 1e9)
                .description("how long it took to read everything the last time that keys were opened")
                .register(metrics);
    }

    /** Everything, for the signer that holds the lease. */
    Held load(LeaseHolder lease, Instant now) {
        long begin = System.nanoTime();
        Held held = database.inTransaction(connection -> {
            lease.require(connection);
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

    /** Who may call, for a standby: it answers strangers as the active signer does. */
    void loadPrincipals() {
        directory.replace(database.inTransaction(principals::keysById));
    }
}
