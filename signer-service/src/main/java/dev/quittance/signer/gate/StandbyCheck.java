package dev.quittance.signer.gate;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A standby is not ready, so that a balancer sends requests to the active signer. */
@Readiness
@ApplicationScoped
public final class StandbyCheck implements HealthCheck {
    private final LeaseHolder lease;

    StandbyCheck(LeaseHolder lease) {
        this.lease = lease;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("lease").status(lease.isHeld()).build();
    }
}
