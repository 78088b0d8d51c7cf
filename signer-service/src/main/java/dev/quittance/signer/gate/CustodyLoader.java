package dev.quittance.signer.gate;

import dev.quittance.signer.account.KeyRing;
import dev.quittance.signer.custody.CustodyStore;
import dev.quittance.signer.custody.Held;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.PrincipalDirectory;
import dev.quittance.signer.principal.PrincipalStore;
import jakarta.inject.Singleton;
import java.time.Instant;
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

    CustodyLoader(
            Database database,
            CustodyStore store,
            PrincipalStore principals,
            PrincipalDirectory directory,
            KeyRing keys) {
        this.database = database;
        this.store = store;
        this.principals = principals;
        this.directory = directory;
        this.keys = keys;
    }

    /** Everything, for the signer that holds the lease. */
    Held load(LeaseHolder lease, Instant now) {
        long begin = System.nanoTime();
        Held held = database.inTransaction(connection -> {
            lease.require(connection);
            return store.load(connection, now);
        });
        directory.replace(held.keys());
        keys.replace(held.accounts());
        LOG.debugf("%d accounts loaded in %d ms", held.accounts().size(), (System.nanoTime() - begin) / 1_000_000);
        return held;
    }

    /** Who may call, for a standby: it answers strangers as the active signer does. */
    void loadPrincipals() {
        directory.replace(database.inTransaction(principals::keysById));
    }
}
