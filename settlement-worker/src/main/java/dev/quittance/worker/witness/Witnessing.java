package dev.quittance.worker.witness;

import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.AnchorRules;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.SeenStore;
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
    /** Once, and once more after a restoration that was stated. */
    private static final int ROUNDS = 2;

    private final DataSource dataSource;
    private final SignerClient signer;
    private final Consumer<String> faults;

    /**
     * Shows nothing yet.
     *
     * @param faults takes the code of each answer that is not to be believed
     */
    public Witnessing(DataSource dataSource, SignerClient signer, Consumer<String> faults) {
        this.dataSource = dataSource;
        this.signer = signer;
        this.faults = faults;
    }

    /** One round. What is not to be believed is not kept, so that it is told of again and again. */
    public void present() throws SQLException, SignerException, InterruptedException {
        boolean again = true;
        for (int round = 0; round < ROUNDS && again; round++) {
            Optional<Anchor> held = Sql.transaction(dataSource, SeenStore::newest);
            try {
                var judged = AnchorRules.judge(held, Optional.empty(), signer.present(new Presentation(held)));
                keep(judged.anchor());
                again = judged.isRestored();
                if (again) {
                    LOG.warn("the signer's log was restored, which it states: what was seen beyond is given up");
                }
            } catch (LogFaultException e) {
                faults.accept(e.fault().code());
                LOG.errorf("the signer's log is not to be believed: %s", e.getMessage());
                return;
            }
        }
    }

    private void keep(Anchor anchor) throws SQLException, LogFaultException {
        long size = anchor.checkpoint().size();
        Sql.transaction(dataSource, connection -> SeenStore.keep(connection, anchor, size));
    }
}
