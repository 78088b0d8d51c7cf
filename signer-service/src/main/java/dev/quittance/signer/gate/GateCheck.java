package dev.quittance.signer.gate;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A process whose gate has died signs nothing any more and has to be started anew. */
@Liveness
@ApplicationScoped
public final class GateCheck implements HealthCheck {
    private final GateThread thread;

    GateCheck(GateThread thread) {
        this.thread = thread;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("gate").status(thread.isAlive()).build();
    }
}
