package dev.quittance.worker.witness;

import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.SeenStore;
import dev.quittance.transparency.Witness;
import dev.quittance.worker.signer.SignerClient;
import dev.quittance.worker.signer.SignerException;
import dev.quittance.worker.sql.Sql;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Shows the signer the newest checkpoint that was seen, and keeps the one that it answers once that is verified. */
public final class Witnessing {
    private static final Logger LOG = Logger.getLogger(Witnessing.class);

    private final Witness<SQLException, SignerException> witness;
    private final Consumer<String> faults;

    /**
     * Shows nothing yet.
     *
     * @param faults takes the code of each answer that is not to be believed
     */
    public Witnessing(DataSource dataSource, SignerClient signer, Consumer<String> faults) {
        this.witness = new Witness<>(
                new Kept(dataSource),
                shown -> Optional.of(signer.present(shown)),
                () -> LOG.warn("the signer's log was restored, which it states: what was seen beyond is given up"));
        this.faults = faults;
    }

    /** One round. */
    public void present() throws SQLException, SignerException, InterruptedException {
        try {
            witness.present();
        } catch (LogFaultException e) {
            faults.accept(e.fault().code());
            LOG.errorf("the signer's log is not to be believed: %s", e.getMessage());
        }
    }

    /** In the worker's own database, which all workers share. */
    private record Kept(DataSource dataSource) implements Witness.Memory<SQLException> {
        @Override
        public Optional<Anchor> newest() throws SQLException {
            return Sql.transaction(dataSource, SeenStore::newest);
        }

        @Override
        public void keep(Anchor anchor) throws SQLException, LogFaultException {
            long size = anchor.checkpoint().size();
            Sql.transaction(dataSource, connection -> SeenStore.keep(connection, anchor, size));
        }
    }
}
