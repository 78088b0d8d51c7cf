package dev.quittance.signer.change;

import dev.quittance.signer.database.DataRefusedException;
import dev.quittance.signer.database.DatabaseUnavailableException;
import dev.quittance.signer.problem.ProblemException;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Looks every second for changes whose time has come. */
@Singleton
final class DueChanges {
    private static final Logger LOG = Logger.getLogger(DueChanges.class);

    private final ChangeDesk desk;

    DueChanges(ChangeDesk desk) {
        this.desk = desk;
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void advance() {
        try {
            desk.advanceAll();
        } catch (ProblemException | DatabaseUnavailableException | DataRefusedException e) {
            // A standby, a busy gate, or no database for now: the active signer does it, or this one a little later.
            LOG.debugf("due changes wait: %s", e.getMessage());
        }
    }
}
