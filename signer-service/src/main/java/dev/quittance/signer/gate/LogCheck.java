package dev.quittance.signer.gate;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the log lets the signer sign. Down when a caller has shown that the log was rolled back or forked; while
 * witnesses are awaited it is up, because they have to get through to be heard.
 */
@Readiness
@ApplicationScoped
public final class LogCheck implements HealthCheck {
    private final GateThread thread;

    LogCheck(GateThread thread) {
        this.thread = thread;
    }

    @Override
    public HealthCheckResponse call() {
        LogStanding standing = thread.logStanding();
        return HealthCheckResponse.named("log")
                .withData("standing", standing.code())
                .status(!standing.isHalted())
                .build();
    }
}
