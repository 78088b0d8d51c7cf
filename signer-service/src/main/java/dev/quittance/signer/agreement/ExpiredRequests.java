package dev.quittance.signer.agreement;

import dev.quittance.signer.database.DatabaseUnavailableException;
import dev.quittance.signer.problem.ProblemException;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Looks every few seconds for requests whose approvals no longer count. */
@Singleton
final class ExpiredRequests {
    private static final Logger LOG = Logger.getLogger(ExpiredRequests.class);

    private final AgreementDesk desk;

    ExpiredRequests(AgreementDesk desk) {
        this.desk = desk;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() {
        try {
            desk.forgetExpired();
        } catch (ProblemException | DatabaseUnavailableException e) {
            // A standby, a busy gate, or no database for now: the active signer does it, or this one a little later.
            LOG.debugf("expired requests wait: %s", e.getMessage());
        }
    }
}
