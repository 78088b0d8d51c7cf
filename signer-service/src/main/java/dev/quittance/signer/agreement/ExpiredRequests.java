package dev.quittance.signer.agreement;

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
        } catch (ProblemException e) {
            // A standby, or a gate that is busy: the active signer does it, or this one a moment later.
            LOG.debugf("expired requests wait: %s", e.code());
        }
    }
}
